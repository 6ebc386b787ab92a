/** Names of views for people, made of the names of their classes. */

/**
 * `BookListView` as `Book List`, `set_status` as `Set Status`.
 *
 * @param name Name of a class or a function.
 * @see DRF `views.get_view_name`, `utils.formatting.camelcase_to_spaces`
 */
export const spaced = (name: string): string =>
  name
    .replace(/(?:APIView|ViewSet|View)$/, '')
    .replace(/((?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$))/g, ' $1')
    .trim()
    .split(/[_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ');
