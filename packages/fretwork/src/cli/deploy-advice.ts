/** What settings should be where the world can reach the app. */
import type { Settings } from '../settings/settings.ts';

/** One thing that does not suit production. */
export interface DeployAdvice {
  readonly wrong: (settings: Settings) => boolean;
  readonly advice: string;
  /** Whether nobody should serve so, rather than think it over. */
  readonly isFatal?: true;
  /** Whether it only matters where there are several processes. */
  readonly about?: 'processes';
}

const DEPLOY: readonly DeployAdvice[] = [
  { wrong: ({ debug }) => debug, advice: 'debug is on: leave it out of production.', isFatal: true },
  {
    wrong: ({ secretKey }) => secretKey.length < 50 || new Set(secretKey).size < 5,
    advice: 'secretKey has less than 50 characters, or hardly any different ones: openssl rand -base64 48 makes one.',
    isFatal: true,
  },
  { wrong: ({ allowedHosts }) => allowedHosts.includes('*'), advice: 'allowedHosts takes any host: name yours.' },
  {
    wrong: ({ secureHstsSeconds }) => secureHstsSeconds === 0,
    advice: 'secureHstsSeconds is 0: browsers may come back without TLS.',
  },
  {
    wrong: ({ corsAllowedOrigins }) => corsAllowedOrigins.includes('*'),
    advice: 'corsAllowedOrigins lets pages of any origin read answers: name yours.',
  },
  { wrong: ({ email }) => email.startsWith('console:'), advice: 'email is console:, so nobody gets any.' },
  {
    wrong: ({ email }) => email.startsWith('mailbox:'),
    advice: 'email is mailbox:, so nobody gets any, and whoever opens the mailbox reads all codes.',
  },
  {
    wrong: ({ email, mail }) => /^smtps?:/.test(email) && /@localhost\b/.test(mail?.from ?? '@localhost'),
    advice: 'mail.from is an address on localhost, which servers refuse: name one of yours.',
  },
  {
    wrong: ({ cookieSecure }) => cookieSecure === false,
    advice:
      'cookieSecure is false: cookies of sessions and refresh tokens travel without TLS, under names that a subdomain can set.',
  },
  {
    wrong: ({ cache }) => cache.startsWith('memory:'),
    advice: 'cache is memory:, so every process counts its throttles alone.',
    about: 'processes',
  },
];

/** Everything in settings that does not suit production. @see Django "Deployment checklist" */
export const deployAdvice = (settings: Settings): readonly DeployAdvice[] =>
  DEPLOY.filter(({ wrong }) => wrong(settings));
