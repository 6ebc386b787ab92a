/** SMTP, against real servers: one that takes mails, one that hangs, one that refuses, one that is not there. */
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { MailError } from '../errors.ts';
import { type MailMessage, parseMessage } from './message.ts';
import { parseSmtpUrl } from './smtp-options.ts';
import { SmtpTransport } from './smtp-transport.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
  readonly secure: boolean;
  readonly user: unknown;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server that takes mails, unless the options say otherwise. */
async function smtpServer(options: SMTPServerOptions = {}): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      password === 'hunter2' ? done(null, { user: username }) : done(new RangeError('Invalid login for hunter3')),
    onData: async (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        data: await readText(stream),
        secure: session.secure,
        user: session.user,
      });
      done();
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received };
}

async function tcpServer(): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.address() as AddressInfo).port, server };
}

async function send(
  url: string,
  message: Partial<MailMessage> = {},
  { timeoutMs = 5_000, signal = new AbortController().signal } = {},
) {
  const transport = new SmtpTransport({ ...parseSmtpUrl(url), timeoutMs });
  closers.push(() => transport.close());
  const mail = parseMessage(
    { to: 'Ada <ada@example.com>', subject: 'Größe', text: 'Code 123456', html: '<p>Code 123456</p>', ...message },
    { from: 'Shop <shop@example.com>', now: new Date(0), newId: () => 'id-1' },
  );
  return transport.send(mail, { signal });
}

const failureOf = (sending: Promise<unknown>): Promise<MailError> =>
  sending.then(
    () => expect.unreachable(),
    (error) => {
      expect(error).toBeInstanceOf(MailError);
      return error as MailError;
    },
  );

describe('SmtpTransport', () => {
  it('delivers to everybody, once each, with both parts', async () => {
    const { port, received } = await smtpServer();
    const sent = await send(`smtp://127.0.0.1:${port}`, {
      cc: 'b@example.com',
      bcc: ['c@example.com', 'ada@example.com'],
    });
    expect(sent).toEqual({ refused: 0 });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      from: 'shop@example.com',
      to: ['ada@example.com', 'b@example.com', 'c@example.com'],
    });
    expect(received[0]?.data).toContain('Message-ID: <id-1@example.com>');
    expect(received[0]?.data).toMatch(/text\/plain[\s\S]*text\/html/);
    expect(received[0]?.data).not.toContain('c@example.com');
  });

  it.each([
    ['', true],
    ['?tls=required&verify=false', true],
    ['?tls=none', false],
  ])('uses TLS as told: %j', async (options, secure) => {
    const { port, received } = await smtpServer();
    await send(`smtp://127.0.0.1:${port}${options}`);
    expect(received[0]?.secure).toBe(secure);
  });

  it('refuses a server without TLS where TLS is a must, and sends it nothing', async () => {
    const { port, received } = await smtpServer({ disabledCommands: ['STARTTLS'] });
    const { code, permanent } = await failureOf(send(`smtp://u:hunter2@127.0.0.1:${port}?tls=required`));
    expect({ code, permanent }).toMatchObject({ code: expect.stringContaining('ETLS'), permanent: false });
    expect(received).toEqual([]);
  });

  it('refuses a certificate that nobody vouches for', async () => {
    const { port, received } = await smtpServer();
    const { permanent } = await failureOf(send(`smtp://127.0.0.1:${port}?tls=required`));
    expect([permanent, received]).toEqual([false, []]);
  });

  it('logs in', async () => {
    const { port, received } = await smtpServer();
    await send(`smtp://shop:hunter2@127.0.0.1:${port}`);
    expect(received[0]?.user).toBe('shop');
  });

  it('tries again later where the login is refused, and says nothing of it', async () => {
    const { port } = await smtpServer();
    const error = await failureOf(send(`smtp://shop:hunter3@127.0.0.1:${port}`));
    expect(error).toMatchObject({ code: 'EAUTH 535', permanent: false });
    expect(error.cause).toBeUndefined();
    expect(`${error.message} ${error.stack}`).not.toMatch(/hunter|shop:/);
  });

  const refuse =
    (responseCode: number): NonNullable<SMTPServerOptions['onRcptTo']> =>
    ({ address }, _session, done) =>
      address.startsWith('bad')
        ? done(Object.assign(new RangeError(`5.1.1 ${address} is unknown`), { responseCode }))
        : done();

  it.each([
    [550, true],
    [450, false],
  ])('knows from %d whether another attempt is in vain', async (code, permanent) => {
    const { port } = await smtpServer({ onRcptTo: refuse(code) });
    const error = await failureOf(send(`smtp://127.0.0.1:${port}`, { to: 'bad@example.com' }));
    expect(error).toMatchObject({ code: expect.stringContaining(`EENVELOPE ${code}`), permanent });
    expect(JSON.stringify([error.message, error.code])).not.toContain('bad@');
  });

  it('counts whom a server refused beside others', async () => {
    const { port, received } = await smtpServer({ onRcptTo: refuse(550) });
    expect(await send(`smtp://127.0.0.1:${port}`, { cc: 'bad@example.com' })).toEqual({ refused: 1 });
    expect(received).toHaveLength(1);
  });

  it('fails at DATA, and recovers', async () => {
    let failing = true;
    const { port } = await smtpServer({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () =>
          failing ? done(Object.assign(new RangeError('try later'), { responseCode: 451 })) : done(),
        );
      },
    });
    expect(await failureOf(send(`smtp://127.0.0.1:${port}`))).toMatchObject({ code: 'EMESSAGE 451', permanent: false });
    failing = false;
    expect(await send(`smtp://127.0.0.1:${port}`)).toEqual({ refused: 0 });
  });

  it('gives up on a server that is not there', async () => {
    const { port, server } = await tcpServer();
    await new Promise((resolve) => server.close(resolve));
    expect(await failureOf(send(`smtp://127.0.0.1:${port}`))).toMatchObject({ code: 'ECONNREFUSED', permanent: false });
  });

  it('gives up on a server that says nothing', async () => {
    const { port } = await tcpServer();
    const error = await failureOf(send(`smtp://127.0.0.1:${port}`, {}, { timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', permanent: false });
  });

  it('ends when it is told to', async () => {
    const { port } = await tcpServer();
    const error = await failureOf(
      send(`smtp://127.0.0.1:${port}`, {}, { timeoutMs: 5_000, signal: AbortSignal.timeout(50) }),
    );
    expect(error).toMatchObject({ permanent: false });
  });
});
