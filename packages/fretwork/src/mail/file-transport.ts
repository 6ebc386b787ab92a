/** FileTransport: `file:./directory`, one `.eml` file for each mail. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MailError } from '../errors.ts';
import { compose } from './compose.ts';
import type { Mail } from './message.ts';

/**
 * Writes mails as they would travel, for mail programs to open. A second copy of a mail replaces the first.
 *
 * @see Django `mail.backends.filebased`
 */
export class FileTransport {
  readonly #directory: string;

  /** @param directory Made where it is missing; only this user may read what is in it. */
  constructor(directory: string) {
    this.#directory = resolve(directory);
  }

  async send(mail: Mail): Promise<undefined> {
    const path = join(this.#directory, fileName(mail));
    try {
      const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
      const bytes = await new MailComposer(compose(mail)).compile().build();
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, bytes, { mode: 0o600 });
      await rename(`${path}.part`, path); // nobody finds half a mail
    } catch (cause) {
      const { code = 'EFILE' } = cause as NodeJS.ErrnoException;
      throw new MailError(`A mail could not be written to its file (${code}).`, { code, permanent: false, cause });
    }
  }

  async close(): Promise<void> {}
}

const fileName = ({ createdAt, messageId }: Mail): string =>
  `${createdAt.toISOString().replaceAll(/[:.]/g, '-')}-${messageId.replaceAll(/[^\w-]+/g, '_').slice(0, 100)}.eml`;
