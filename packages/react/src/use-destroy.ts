/** `useDestroy`: removes an item from a resource. */
import type { Lookup } from '@fretwork/client';
import { type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { editLists, isItem } from './cached-lists.ts';
import { type HasPath, queryKeys } from './query-keys.ts';
import { type ChangeOptions, type Shown, useChange } from './use-change.ts';

/**
 * A resource whose items can be removed.
 *
 * @typeParam Id What looks an item up.
 */
export interface Destroyable<Id extends Lookup> extends HasPath {
  destroy(id: Id): Promise<void>;
}

/**
 * Options of `useDestroy`: TanStack Query's, and whether the item goes at once.
 *
 * @typeParam Id What looks an item up.
 */
export interface DestroyOptions<Id> extends ChangeOptions<void, Id> {
  /** Takes the item from all lists before the server has answered, and puts it back if it refuses. */
  readonly optimistic?: boolean;
}

/**
 * Removes items: `const { mutate } = useDestroy(api.books)`, then `mutate(3)`.
 *
 * The item leaves the lists, and they are asked for again. A page that still shows the item by itself keeps it until it goes away,
 * so that it need not show "not found" on the way out.
 *
 * @param resource A resource of the client.
 * @see TanStack Query `useMutation`, whose result it returns
 */
export function useDestroy<Id extends Lookup>(
  resource: Destroyable<Id>,
  { optimistic = false, ...options }: DestroyOptions<NoInfer<Id>> = {},
): UseMutationResult<void, Error, Id> {
  const queryClient = useQueryClient();
  const { lookupField = 'id' } = options;

  const remove = (id: Id): (() => void) =>
    editLists(queryClient, resource, {}, () => {
      let place = -1;
      let removed: unknown;
      const isRemoved = (item: unknown): boolean => isItem(item, lookupField, id);
      return {
        apply: (items) => {
          place = items.findIndex(isRemoved);
          removed = items[place];
          return place < 0 ? items : items.toSpliced(place, 1);
        },
        revert: (items) => (place < 0 || items.some(isRemoved) ? items : items.toSpliced(place, 0, removed)),
      };
    });
  const show = (id: Id): Shown<void> => ({ undo: remove(id), land: () => undefined });
  const gone = (id: Id) => queryKeys.retrieve(resource, id);
  const keep = (_answer: unknown, id: Id): void => {
    remove(id);
    queryClient.removeQueries({ queryKey: gone(id), type: 'inactive' });
    void queryClient.invalidateQueries({ queryKey: gone(id), refetchType: 'none' });
  };
  const steps = { request: (id: Id) => resource.destroy(id), show: optimistic ? show : undefined, keep, gone };
  return useChange<void, Id>(resource, steps, options);
}
