/** PasswordForm: changes the password, and ends every other login. */

import { queryKeys } from '@fretwork/react';
import { useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { toast } from '../ui/toast-store.ts';

const LABELS = { currentPassword: 'Current password', newPassword: 'New password' } as const;

export function PasswordForm() {
  const queryClient = useQueryClient();
  const form = useForm({ defaultValues: { currentPassword: '', newPassword: '' } });
  const { errors } = form.formState;
  return (
    <Form
      form={form}
      labels={LABELS}
      submitLabel="Change password"
      refusal="That is not your current password."
      onSubmit={async (passwords) => {
        await api.accounts.changePassword(passwords);
        form.reset();
        toast('Your password is changed; other devices are logged out.');
        await queryClient.invalidateQueries({ queryKey: queryKeys.sessions });
      }}
    >
      <TextField
        {...form.register('currentPassword')}
        label={LABELS.currentPassword}
        error={errors.currentPassword?.message}
        type="password"
        autoComplete="current-password"
      />
      <TextField
        {...form.register('newPassword')}
        label={LABELS.newPassword}
        error={errors.newPassword?.message}
        type="password"
        autoComplete="new-password"
      />
    </Form>
  );
}
