/** The sign-up: an address and a password, then the code that the address got. */
import type { CodeFlow } from '@fretwork/client';
import { useAuth } from '@fretwork/react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import type { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { arrival } from '../layout/arrival.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';
import { CODE_LABEL, CodeField } from './code-field.tsx';
import { CodeMail } from './code-mail.tsx';
import { Entrance } from './entrance.tsx';

const route = getRouteApi('/sign-up');
const LABELS = { email: 'E-mail', password: 'Password' } as const;

interface UnderWay {
  readonly email: string;
  readonly flow: CodeFlow;
}

export function SignUpPage(): ReactNode {
  const { next } = route.useSearch();
  const [underWay, setUnderWay] = useState<UnderWay | null>(null);
  if (underWay !== null) {
    return (
      <Entrance key="code" title="Confirm your address" next={next}>
        <ConfirmForm
          {...underWay}
          onFlow={(flow) => setUnderWay({ ...underWay, flow })}
          onBack={() => setUnderWay(null)}
        />
      </Entrance>
    );
  }
  const foot = (
    <p>
      Been here before?{' '}
      <Link to="/login" search={{ next }}>
        Log in
      </Link>
    </p>
  );
  return (
    <Entrance key="address" title="Sign up" next={next} foot={foot}>
      <AddressForm onFlow={setUnderWay} />
    </Entrance>
  );
}

function AddressForm({ onFlow }: { readonly onFlow: (underWay: UnderWay) => void }) {
  const { signUp } = useAuth<typeof api>();
  const form = useForm({ defaultValues: { email: '', password: '' } });
  const { errors } = form.formState;
  return (
    <Form
      form={form}
      labels={LABELS}
      submitLabel="Sign up"
      onSubmit={async ({ email, password }) => {
        onFlow({ email, flow: await signUp({ email, password }) });
        arrival.expect();
      }}
    >
      <TextField
        {...form.register('email')}
        label={LABELS.email}
        error={errors.email?.message}
        type="email"
        autoComplete="username"
      />
      <TextField
        {...form.register('password')}
        label={LABELS.password}
        hint="Eight characters or more. A sentence is better than a riddle."
        error={errors.password?.message}
        type="password"
        autoComplete="new-password"
      />
    </Form>
  );
}

interface ConfirmFormProps extends UnderWay {
  readonly onFlow: (flow: CodeFlow) => void;
  readonly onBack: () => void;
}

function ConfirmForm({ email, flow, onFlow, onBack }: ConfirmFormProps) {
  const { verify } = useAuth<typeof api>();
  const form = useForm({ defaultValues: { code: '' } });
  return (
    <>
      <CodeMail email={email} flow={flow} onResent={onFlow} />
      <Form
        form={form}
        labels={{ code: CODE_LABEL }}
        submitLabel="Confirm"
        refusal="That code is not right, or it is no longer good."
        aside={
          <Button tone="quiet" onClick={onBack}>
            Another address
          </Button>
        }
        onSubmit={async ({ code }) => {
          await verify({ flow: flow.flow, code: code.trim() });
          toast('Welcome. The margins are yours.');
        }}
      >
        <CodeField {...form.register('code')} error={form.formState.errors.code?.message} />
      </Form>
    </>
  );
}
