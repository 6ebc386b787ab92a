/** Names in the database, made from names in the code. */

/**
 * `createdAt` becomes `created_at`, `HTTPServer` becomes `http_server`; what is snake_case stays.
 *
 * @param name A model's, field's or constraint's name.
 */
export const snakeCase = (name: string): string =>
  name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();

const WORD = /^[A-Za-z]\w*$/;

/** Whether a name may be used for a model, a field, a table or a column. */
export const isName = (name: string): boolean => WORD.test(name) && name.length <= 63;
