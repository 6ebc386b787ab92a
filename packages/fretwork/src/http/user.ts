/** Who is asking, as every layer above sees them. */

/** What permissions, throttles and views may rely on in a user, whatever model it comes from. */
export interface RequestUser {
  readonly id: unknown;
  readonly isAuthenticated: boolean;
  readonly isActive: boolean;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly username: string;
}

/**
 * Nobody in particular: the user of a request without credentials.
 *
 * @see Django `AnonymousUser`
 */
export class AnonymousUser implements RequestUser {
  readonly id = null;
  readonly isAuthenticated = false;
  readonly isActive = false;
  readonly isStaff = false;
  readonly isSuperuser = false;
  readonly username = '';

  toString(): string {
    return 'AnonymousUser';
  }
}
