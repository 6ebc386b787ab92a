/** The way back in for those who forgot their password. */
import type { CodeFlow } from '@fretwork/client';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { arrival } from '../layout/arrival.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';
import { CODE_LABEL, CodeField } from './code-field.tsx';
import { CodeMail } from './code-mail.tsx';
import { Entrance } from './entrance.tsx';
import { type UnderWay, useUnderWay } from './under-way.ts';

export function PasswordResetPage(): ReactNode {
  const { underWay, setUnderWay, forget } = useUnderWay('password-reset');
  if (underWay !== null) {
    return (
      <Entrance key="code" title="Choose a new password">
        <NewPasswordForm
          {...underWay}
          onBack={() => setUnderWay(null)}
          onFlow={(flow) => setUnderWay({ ...underWay, flow })}
          onDone={forget}
        />
      </Entrance>
    );
  }
  return (
    <Entrance key="address" title="Forgotten your password?" foot={<Link to="/login">Back to the login</Link>}>
      <p>We send you a code, and with it you choose a new one.</p>
      <AddressForm onFlow={setUnderWay} />
    </Entrance>
  );
}

function AddressForm({ onFlow }: { readonly onFlow: (underWay: UnderWay) => void }) {
  const form = useForm({ defaultValues: { email: '' } });
  return (
    <Form
      form={form}
      labels={{ email: 'E-mail' }}
      submitLabel="Send a code"
      onSubmit={async ({ email }) => {
        onFlow({ email, flow: await api.accounts.requestPasswordReset({ email }) });
        arrival.expect();
      }}
    >
      <TextField
        {...form.register('email')}
        label="E-mail"
        error={form.formState.errors.email?.message}
        type="email"
        autoComplete="username"
      />
    </Form>
  );
}

const LABELS = { code: CODE_LABEL, newPassword: 'New password' } as const;

interface NewPasswordFormProps extends UnderWay {
  readonly onBack: () => void;
  /** Another code was sent. */
  readonly onFlow: (flow: CodeFlow) => void;
  readonly onDone: () => void;
}

function NewPasswordForm({ email, flow, onBack, onFlow, onDone }: NewPasswordFormProps) {
  const navigate = useNavigate();
  const form = useForm({ defaultValues: { code: '', newPassword: '' } });
  const { errors } = form.formState;
  return (
    <>
      <CodeMail email={email} flow={flow} onResent={onFlow} />
      <Form
        form={form}
        labels={LABELS}
        submitLabel="Save password"
        refusal="That code is not right, or it is no longer good."
        aside={
          <Button tone="quiet" onClick={onBack}>
            Another address
          </Button>
        }
        onSubmit={async ({ code, newPassword }) => {
          await api.accounts.confirmPasswordReset({ flow: flow.flow, code: code.trim(), newPassword });
          onDone();
          toast('Your password is changed. Log in with the new one.');
          await navigate({ to: '/login' });
        }}
      >
        <CodeField {...form.register('code')} error={errors.code?.message} />
        <TextField
          {...form.register('newPassword')}
          label={LABELS.newPassword}
          error={errors.newPassword?.message}
          type="password"
          autoComplete="new-password"
        />
      </Form>
    </>
  );
}
