/** EmailForm: another address, proved by the code that it got. */
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { toast } from '../ui/toast-store.ts';
import { CodeForm } from './code-form.tsx';
import type { UnderWay } from './under-way.ts';

const LABELS = { email: 'New e-mail', password: 'Your password' } as const;

export function EmailForm() {
  const [underWay, setUnderWay] = useState<UnderWay | null>(null);
  if (underWay === null) return <NewAddressForm onFlow={setUnderWay} />;
  const end = (): void => setUnderWay(null);
  return (
    <CodeForm
      {...underWay}
      submitLabel="Confirm e-mail"
      backLabel="Cancel"
      onBack={end}
      onFlow={(flow) => setUnderWay({ ...underWay, flow })}
      onCode={async (returned) => {
        await api.accounts.confirmEmailChange(returned);
        await api.accounts.me();
        toast('Your e-mail address is changed.');
        end();
      }}
    />
  );
}

function NewAddressForm({ onFlow }: { readonly onFlow: (underWay: UnderWay) => void }) {
  const form = useForm({ defaultValues: { email: '', password: '' } });
  const { errors } = form.formState;
  return (
    <Form
      form={form}
      labels={LABELS}
      submitLabel="Change e-mail"
      refusal="That is not your password."
      onSubmit={async ({ email, password }) => {
        onFlow({ email, flow: await api.accounts.requestEmailChange({ email, password }) });
      }}
    >
      <TextField
        {...form.register('email')}
        label={LABELS.email}
        error={errors.email?.message}
        type="email"
        autoComplete="email"
      />
      <TextField
        {...form.register('password')}
        label={LABELS.password}
        error={errors.password?.message}
        type="password"
        autoComplete="current-password"
      />
    </Form>
  );
}
