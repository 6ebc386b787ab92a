/** Unix sockets: a file that a killed server left behind must not keep the next one from starting. */
import { access, lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { OperationalError } from '../errors.ts';

/**
 * Makes sure that a socket can be made at a path: removes the file of a socket that nobody listens on. Whatever else is there stays.
 *
 * @throws {OperationalError} somebody listens on it, the file is no socket, or there is no folder for one
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const file = await lstat(path).catch(() => undefined);
  if (file === undefined) {
    // Node would say that it has no permission.
    return access(dirname(path)).catch((cause) => {
      throw new OperationalError(`Cannot listen on ${path}: there is no such folder.`, { cause });
    });
  }
  if (!file.isSocket()) throw new OperationalError(`Cannot listen on ${path}: there is a file that is no socket.`);
  if (await isAnswered(path))
    throw new OperationalError(`Cannot listen on ${path}: something else listens there already.`);
  await unlink(path);
}

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Whoever may not connect does not know that nobody else does.
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED'));
  });
