/** EmailForm: another address, proved by the code that it got. */
import type { CodeFlow } from '@fretwork/client';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';
import { CODE_LABEL, CodeField } from './code-field.tsx';
import { CodeMail } from './code-mail.tsx';

const LABELS = { email: 'New e-mail', password: 'Your password' } as const;

interface UnderWay {
  readonly email: string;
  readonly flow: CodeFlow;
}

export function EmailForm() {
  const [underWay, setUnderWay] = useState<UnderWay | null>(null);
  const end = (): void => setUnderWay(null);
  if (underWay === null) return <NewAddressForm onFlow={setUnderWay} />;
  return <CodeForm {...underWay} onFlow={(flow) => setUnderWay({ ...underWay, flow })} onEnd={end} />;
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

interface CodeFormProps extends UnderWay {
  readonly onFlow: (flow: CodeFlow) => void;
  readonly onEnd: () => void;
}

function CodeForm({ email, flow, onFlow, onEnd }: CodeFormProps) {
  const form = useForm({ defaultValues: { code: '' } });
  return (
    <>
      <CodeMail email={email} flow={flow} onResent={onFlow} />
      <Form
        form={form}
        labels={{ code: CODE_LABEL }}
        submitLabel="Confirm e-mail"
        refusal="That code is not right, or it is no longer good."
        aside={
          <Button tone="quiet" onClick={onEnd}>
            Cancel
          </Button>
        }
        onSubmit={async ({ code }) => {
          await api.accounts.confirmEmailChange({ flow: flow.flow, code: code.trim() });
          await api.accounts.me();
          toast('Your e-mail address is changed.');
          onEnd();
        }}
      >
        <CodeField {...form.register('code')} error={form.formState.errors.code?.message} />
      </Form>
    </>
  );
}
