/** The login. */

import { useAuth } from '@fretwork/react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import type { api } from '../api.ts';
import { TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { Entrance } from './entrance.tsx';

const route = getRouteApi('/login');
const LABELS = { email: 'E-mail', password: 'Password' } as const;

export function LoginPage(): ReactNode {
  const { next } = route.useSearch();
  const { login, reason } = useAuth<typeof api>();
  const form = useForm({ defaultValues: { email: '', password: '' } });
  const { errors } = form.formState;
  const foot = (
    <>
      <p>
        New here?{' '}
        <Link to="/sign-up" search={{ next }}>
          Sign up
        </Link>
      </p>
      <p>
        <Link to="/password-reset">Forgotten your password?</Link>
      </p>
    </>
  );
  return (
    <Entrance title="Log in" next={next} foot={foot}>
      {reason === 'expired' && <p role="status">Your login has ended. Please log in again.</p>}
      <Form
        form={form}
        labels={LABELS}
        submitLabel="Log in"
        refusal="That e-mail address and password do not go together."
        onSubmit={async ({ email, password }) => {
          // Accounts of the sample have names, too.
          await login(email === '' || email.includes('@') ? { email, password } : { username: email, password });
        }}
      >
        <TextField
          {...form.register('email')}
          label={LABELS.email}
          error={errors.email?.message}
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          {...form.register('password')}
          label={LABELS.password}
          error={errors.password?.message}
          type="password"
          autoComplete="current-password"
        />
      </Form>
    </Entrance>
  );
}
