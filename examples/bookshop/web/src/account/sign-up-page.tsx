/** The sign-up: an address and a password, then the code that the address got. */
import { useAuth } from '@fretwork/react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import type { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { arrival } from '../layout/arrival.ts';
import { toast } from '../ui/toast-store.ts';
import { CodeForm } from './code-form.tsx';
import { Entrance } from './entrance.tsx';
import { type UnderWay, useUnderWay } from './under-way.ts';

const route = getRouteApi('/sign-up');
const LABELS = { email: 'E-mail', password: 'Password' } as const;

export function SignUpPage(): ReactNode {
  const { next } = route.useSearch();
  const { verify } = useAuth<typeof api>();
  const { underWay, setUnderWay, forget } = useUnderWay('sign-up');
  if (underWay !== null) {
    return (
      <Entrance key="code" title="Confirm your address" next={next}>
        <CodeForm
          {...underWay}
          submitLabel="Confirm"
          backLabel="Another address"
          onBack={() => setUnderWay(null)}
          onFlow={(flow) => setUnderWay({ ...underWay, flow })}
          onCode={async (returned) => {
            await verify(returned);
            forget();
            toast('Welcome. The margins are yours.');
          }}
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
