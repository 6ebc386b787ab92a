/** The account of whoever is logged in. */
import { useAuth } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { api } from '../api.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { formatDate } from '../ui/dates.ts';
import { Devices } from './devices.tsx';
import { EmailForm } from './email-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { RequireLogin } from './require-login.tsx';
import './account-page.css';

export function AccountPage(): ReactNode {
  return (
    <RequireLogin>
      <Account />
    </RequireLogin>
  );
}

function Account() {
  const { user } = useAuth<typeof api>();
  if (user === null) return null;
  return (
    <>
      <PageTitle title="Your account" />
      <p className="account-since">
        {user.email}, a reader since {formatDate(user.dateJoined)}. <Link to="/orders">Your orders</Link>
      </p>
      <div className="account">
        <Part title="Profile">
          <ProfileForm user={user} />
        </Part>
        <Part title="Devices">
          <Devices />
        </Part>
        <Part title="Password">
          <PasswordForm />
        </Part>
        <Part title="E-mail address">
          <EmailForm />
        </Part>
      </div>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="account-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
