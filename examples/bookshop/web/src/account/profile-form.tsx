/** ProfileForm: the names that others see. */
import type { UserOf } from '@fretwork/react';
import { useForm } from 'react-hook-form';
import { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { toast } from '../ui/toast-store.ts';

const LABELS = { username: 'User name', firstName: 'First name', lastName: 'Last name' } as const;

export function ProfileForm({ user }: { readonly user: UserOf<typeof api> }) {
  const { username, firstName, lastName } = user;
  const form = useForm({ defaultValues: { username, firstName, lastName } });
  const field = (name: keyof typeof LABELS) => ({
    ...form.register(name),
    label: LABELS[name],
    error: form.formState.errors[name]?.message,
  });
  return (
    <Form
      form={form}
      labels={LABELS}
      submitLabel="Save profile"
      onSubmit={async (names) => {
        await api.accounts.updateMe(names);
        toast('Your profile is saved.');
      }}
    >
      <TextField {...field('username')} hint="Stands beside your reviews." autoComplete="nickname" />
      <TextField {...field('firstName')} autoComplete="given-name" />
      <TextField {...field('lastName')} autoComplete="family-name" />
    </Form>
  );
}
