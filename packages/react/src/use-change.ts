/** What the hooks that change something have in common: show it at once, take it back, ask again. */
import {
  hashKey,
  type QueryKey,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useCacheEpoch } from './cache-epoch.ts';
import { type HasPath, queryKeys } from './query-keys.ts';

/**
 * TanStack Query's options of a mutation, without what the hooks say themselves.
 *
 * @typeParam Answer What the server answers.
 * @typeParam Variables What `mutate` takes.
 */
export interface ChangeOptions<Answer, Variables>
  extends Omit<UseMutationOptions<Answer, Error, Variables>, 'mutationFn' | 'mutationKey' | 'onMutate'> {
  /** Other resources whose answers change with this one; what is shown of them is asked for again. */
  readonly invalidates?: readonly HasPath[];
  /** What the resource looks its items up by, as on the server: `id` where it is left out. */
  readonly lookupField?: string;
}

/** A change that is shown before the server has answered. */
export interface Shown<Answer> {
  /** Puts what the server answered in the place of what was shown. */
  readonly land: (answer: Answer) => void;
  readonly undo: () => void;
}

/** The steps of a change. */
export interface Steps<Answer, Variables> {
  readonly request: (variables: Variables) => Promise<Answer>;
  /** Shows the change at once; left out where it waits for the answer. */
  readonly show?: (variables: Variables) => Shown<Answer>;
  /** Keeps what the server answered. */
  readonly keep?: (answer: Answer, variables: Variables) => void;
  /** What need not be asked for again when it has succeeded: an item that is gone. */
  readonly gone?: (variables: Variables) => QueryKey;
}

/** A change that is under way. */
interface UnderWay<Answer> {
  readonly epoch: number;
  readonly shown: Shown<Answer> | undefined;
}

/**
 * A mutation of a resource.
 *
 * What began for one user touches nothing when another has come. What is shown of the resource is asked for again at the end, also after
 * a failure, because a lost answer says nothing of what the server did.
 */
export function useChange<Answer, Variables>(
  resource: HasPath,
  { request, show, keep, gone }: Steps<Answer, Variables>,
  { invalidates = [], lookupField: _lookupField, ...options }: ChangeOptions<Answer, Variables>,
): UseMutationResult<Answer, Error, Variables> {
  const queryClient = useQueryClient();
  const { count } = useCacheEpoch();
  const queryKey = queryKeys.resource(resource);
  const isCurrent = (change: unknown): change is UnderWay<Answer> =>
    (change as UnderWay<Answer> | undefined)?.epoch === count.current;

  return useMutation<Answer, Error, Variables>({
    // Offline is an answer too: a change that waits would go out later, perhaps for another user.
    networkMode: 'always',
    ...options,
    mutationKey: queryKey,
    mutationFn: (variables) => request(variables),
    onMutate: async (variables): Promise<UnderWay<Answer>> => {
      const epoch = count.current;
      if (show === undefined) return { epoch, shown: undefined };
      // A list that is being asked for again would arrive without the change.
      await queryClient.cancelQueries({ queryKey, predicate: ({ state }) => state.data !== undefined });
      return { epoch, shown: epoch === count.current ? show(variables) : undefined };
    },
    onSuccess: (answer, variables, change, context) => {
      if (isCurrent(change)) {
        change.shown?.land(answer);
        keep?.(answer, variables);
      }
      return options.onSuccess?.(answer, variables, change, context);
    },
    onError: (error, variables, change, context) => {
      if (isCurrent(change)) change.shown?.undo();
      return options.onError?.(error, variables, change, context);
    },
    onSettled: (answer, error, variables, change, context) => {
      if (isCurrent(change)) {
        const others = queryClient.isMutating({ mutationKey: queryKey }) - 1;
        const spared = error === null && gone !== undefined ? hashKey(gone(variables)) : undefined;
        // The last of several changes asks, so that none of them flickers.
        if (others <= 0)
          void queryClient.invalidateQueries({ queryKey, predicate: ({ queryHash }) => queryHash !== spared });
        for (const other of invalidates) void queryClient.invalidateQueries({ queryKey: queryKeys.resource(other) });
      }
      return options.onSettled?.(answer, error, variables, change, context);
    },
  });
}
