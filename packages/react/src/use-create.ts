/** `useCreate`: adds an item to a resource. */
import { type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { editLists, isItem, replaceItems } from './cached-lists.ts';
import type { HasPath } from './query-keys.ts';
import { type ChangeOptions, useChange } from './use-change.ts';

/**
 * A resource that items can be added to.
 *
 * @typeParam Input What the server reads.
 * @typeParam Item What it answers.
 */
export interface Creatable<Input, Item> extends HasPath {
  create(input: Input): Promise<Item>;
}

/**
 * Options of `useCreate`: TanStack Query's, and how the item shows at once.
 *
 * @typeParam Input What the server reads.
 * @typeParam Item What it answers.
 */
export interface CreateOptions<Input, Item> extends ChangeOptions<Item, Input> {
  /**
   * The item as it will look; it stands at the start of the lists until the server has answered, and goes if it refuses.
   *
   * @param key A negative number that no other item has, to stand for the id.
   */
  readonly optimistic?: (input: Input, key: number) => Item;
  /** The lists that show it at once, by part of their query: `{ book: 3 }`. All lists of the resource without it. */
  readonly lists?: object;
}

/**
 * Adds items: `const { mutate, isPending, error } = useCreate(api.books)`, then `mutate({ title: 'Dune', … })`.
 *
 * Asks again for what is shown of the resource when the server has answered. Of lists in pages only those show an optimistic item that
 * begin with the first one.
 *
 * @param resource A resource of the client.
 * @see TanStack Query `useMutation`, whose result it returns
 */
export function useCreate<Input, Item>(
  resource: Creatable<Input, Item>,
  { optimistic, lists, ...options }: CreateOptions<NoInfer<Input>, NoInfer<Item>> = {},
): UseMutationResult<Item, Error, Input> {
  const queryClient = useQueryClient();
  const { lookupField = 'id' } = options;
  const show = (look: NonNullable<typeof optimistic>) => (input: Input) => {
    const key = -Math.ceil(Math.random() * Number.MAX_SAFE_INTEGER);
    const shown = { [lookupField]: key, ...look(input, key) };
    const isShown = (item: unknown): boolean => isItem(item, lookupField, shown[lookupField]);
    const undo = editLists(queryClient, resource, { query: lists, isFirstPage: true }, () => ({
      apply: (items) => [shown, ...items],
      revert: (items) => items.filter((item) => !isShown(item)),
    }));
    const land = (answer: Item): void => replaceItems(queryClient, resource, isShown, answer);
    return { undo, land };
  };
  const steps = { request: (input: Input) => resource.create(input), show: optimistic && show(optimistic) };
  return useChange(resource, steps, options);
}
