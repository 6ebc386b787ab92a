/** `useUpdate` and `usePartialUpdate`: change an item of a resource, wholly or in part. */
import type { Lookup } from '@fretwork/client';
import { type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { editLists, isItem, replaceItems } from './cached-lists.ts';
import { type HasPath, queryKeys } from './query-keys.ts';
import { type ChangeOptions, type Shown, useChange } from './use-change.ts';

/**
 * A resource whose items can be replaced: PUT.
 *
 * @typeParam Id What looks an item up.
 * @typeParam Input What the server reads.
 * @typeParam Item What it answers.
 */
export interface Updatable<Id extends Lookup, Input, Item> extends HasPath {
  update(id: Id, input: Input): Promise<Item>;
}

/**
 * A resource whose items can be changed in part: PATCH.
 *
 * @typeParam Id What looks an item up.
 * @typeParam Input What the server reads.
 * @typeParam Item What it answers.
 */
export interface PartiallyUpdatable<Id extends Lookup, Input, Item> extends HasPath {
  partialUpdate(id: Id, input: Input): Promise<Item>;
}

/**
 * What `mutate` takes: which item, and what of it.
 *
 * @typeParam Id What looks an item up.
 * @typeParam Input What the server reads.
 */
export interface Update<Id, Input> {
  readonly id: Id;
  readonly input: Input;
}

/**
 * Options of the two: TanStack Query's, and how the change shows at once.
 *
 * @typeParam Id What looks an item up.
 * @typeParam Input What the server reads.
 * @typeParam Item What it answers.
 */
export interface UpdateOptions<Id, Input, Item> extends ChangeOptions<Item, Update<Id, Input>> {
  /** The item as it will look; it shows in all lists and by itself until the server has answered, and goes back if it refuses. */
  readonly optimistic?: (item: Item, input: Input) => Item;
}

/**
 * Replaces items: `const { mutate } = useUpdate(api.books)`, then `mutate({ id: 3, input: { title: 'Dune', … } })`.
 *
 * The answer shows wherever the item is shown, then it is asked for again.
 *
 * @param resource A resource of the client.
 * @see TanStack Query `useMutation`, whose result it returns
 */
export function useUpdate<Id extends Lookup, Input, Item>(
  resource: Updatable<Id, Input, Item>,
  options: UpdateOptions<NoInfer<Id>, NoInfer<Input>, NoInfer<Item>> = {},
): UseMutationResult<Item, Error, Update<Id, Input>> {
  return useAnyUpdate<Id, Input, Item>(resource, ({ id, input }) => resource.update(id, input), options);
}

/**
 * Changes items in part: `usePartialUpdate(api.books)`, then `mutate({ id: 3, input: { price: '9.90' } })`.
 *
 * The answer shows wherever the item is shown, then it is asked for again.
 *
 * @param resource A resource of the client.
 * @see TanStack Query `useMutation`, whose result it returns
 */
export function usePartialUpdate<Id extends Lookup, Input, Item>(
  resource: PartiallyUpdatable<Id, Input, Item>,
  options: UpdateOptions<NoInfer<Id>, NoInfer<Input>, NoInfer<Item>> = {},
): UseMutationResult<Item, Error, Update<Id, Input>> {
  return useAnyUpdate<Id, Input, Item>(resource, ({ id, input }) => resource.partialUpdate(id, input), options);
}

function useAnyUpdate<Id extends Lookup, Input, Item>(
  resource: HasPath,
  request: (update: Update<Id, Input>) => Promise<Item>,
  { optimistic, ...options }: UpdateOptions<Id, Input, Item>,
): UseMutationResult<Item, Error, Update<Id, Input>> {
  const queryClient = useQueryClient();
  const { lookupField = 'id' } = options;

  const keep = (answer: Item, { id }: Update<Id, Input>): void => {
    replaceItems(queryClient, resource, (item) => isItem(item, lookupField, id), answer);
    // Only what is cached already: undefined leaves it alone.
    queryClient.setQueryData<Item>(queryKeys.retrieve(resource, id), (item) => item && answer);
  };

  const show =
    (look: (item: Item, input: Input) => Item) =>
    ({ id, input }: Update<Id, Input>): Shown<Item> => {
      const isMeant = (item: unknown): boolean => isItem(item, lookupField, id);
      const undoLists = editLists(queryClient, resource, {}, () => {
        let before: Item | undefined;
        const change = (item: unknown): Item => {
          before = item as Item;
          return look(before, input);
        };
        return {
          apply: (items) => items.map((item) => (isMeant(item) ? change(item) : item)),
          revert: (items) => items.map((item) => (isMeant(item) ? (before ?? item) : item)),
        };
      });
      const queryKey = queryKeys.retrieve(resource, id);
      const before = queryClient.getQueryData<Item>(queryKey);
      queryClient.setQueryData<Item>(queryKey, (item) => item && look(item, input));
      const undo = (): void => {
        undoLists();
        queryClient.setQueryData<Item>(queryKey, (item) => item && before);
      };
      // `keep` puts the answer wherever the item stands.
      return { undo, land: () => undefined };
    };
  return useChange(resource, { request, keep, show: optimistic && show(optimistic) }, options);
}
