/** Errors of the hooks; what a server answers is an error of `@fretwork/client`. */

/** A hook that needs `<AuthProvider>` was called outside of it. */
export class MissingProvider extends Error {
  override readonly name = 'MissingProvider';

  /** @param hook Name of the hook, for the message. */
  constructor(hook: string) {
    super(`${hook} needs an <AuthProvider> around the component that calls it.`);
  }
}
