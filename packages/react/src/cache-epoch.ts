/** The cache's epoch: whose answers it holds, so that nothing of one user lands with the next. */
import { createContext, useContext } from 'react';

/** Whose answers the cache holds. */
export interface CacheEpoch {
  /** The user, as text; `''` for a visitor. Changes of it render again. */
  readonly identity: string;
  /** Counts changes of the user; read it when something ends to see whether it began for the same one. */
  readonly count: { readonly current: number };
}

/** Holds the epoch of the cache around; without an `<AuthProvider>` there is one epoch for good. */
export const CacheEpochContext = createContext<CacheEpoch>({ identity: '', count: { current: 0 } });

/** The epoch of the cache around. */
export const useCacheEpoch = (): CacheEpoch => useContext(CacheEpochContext);
