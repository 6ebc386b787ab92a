/** BookForm: everything that the shop knows of a book. */
import { useList } from '@fretwork/react';
import { type Control, Controller, type UseFormRegister, useForm, useWatch } from 'react-hook-form';
import { api, type Book, type BookInput } from '../api.ts';
import { Cover } from '../covers/cover.tsx';
import { CheckField, SelectField, TextField } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { type AuthorChoice, AuthorPicker } from './author-picker.tsx';
import { languageChoices } from './languages.ts';
import './book-form.css';

/** The fields as they are typed. */
type Typed = Pick<BookInput, 'title' | 'isbn' | 'price' | 'pages'> &
  Pick<Book, 'language' | 'inPrint' | 'stock'> & {
    readonly authorId: AuthorChoice | null;
    readonly published: string;
    readonly tags: readonly string[];
  };

const LABELS = {
  ...{ title: 'Title', authorId: 'Author', isbn: 'ISBN', price: 'Price in €', pages: 'Pages', language: 'Language' },
  ...{ published: 'Published', stock: 'Copies in stock', inPrint: 'In print', tags: 'Shelves' },
} as const;

export interface BookFormProps {
  /** The book to change; a new one where left out. */
  readonly book?: Book;
  readonly onSubmit: (input: BookInput) => Promise<void>;
}

export function BookForm({ book, onSubmit }: BookFormProps) {
  const form = useForm<Typed>({ defaultValues: book === undefined ? BLANK : typedOf(book) });
  const { errors } = form.formState;
  const field = (name: keyof typeof LABELS) => ({
    ...form.register(name),
    label: LABELS[name],
    error: errors[name]?.message,
  });
  const number = (name: 'pages' | 'stock') => ({ ...field(name), ...form.register(name, { valueAsNumber: true }) });
  return (
    <div className="book-form">
      <Form
        form={form}
        labels={LABELS}
        submitLabel={book === undefined ? 'Add book' : 'Save book'}
        onSubmit={({ authorId, pages, stock, published, tags, ...typed }) =>
          onSubmit({
            ...typed,
            authorId: orMissing(authorId?.id),
            pages: orMissing(pages),
            stock: orMissing(stock),
            published: published === '' ? null : published,
            tags: [...tags],
          })
        }
      >
        <TextField {...field('title')} />
        <Controller
          control={form.control}
          name="authorId"
          render={({ field: { value, onChange, ref } }) => (
            <AuthorPicker
              label={LABELS.authorId}
              error={errors.authorId?.message}
              value={value}
              onChange={onChange}
              inputRef={ref}
            />
          )}
        />
        <TextField {...field('isbn')} inputMode="numeric" hint="Thirteen digits, no hyphens." />
        <div className="form-row">
          <TextField {...field('price')} inputMode="decimal" />
          <TextField {...number('pages')} type="number" min={1} />
          <TextField {...number('stock')} type="number" min={0} />
        </div>
        <div className="form-row">
          <SelectField {...field('language')} choices={languageChoices} />
          <TextField {...field('published')} type="date" />
        </div>
        <CheckField {...form.register('inPrint')} label={LABELS.inPrint} />
        <TagChoice register={form.register} />
      </Form>
      <Preview control={form.control} />
    </div>
  );
}

/** The cover as it will be, drawn while one types. */
function Preview({ control }: { readonly control: Control<Typed> }) {
  const [title, author] = useWatch({ control, name: ['title', 'authorId'] });
  return (
    <div className="book-form-preview">
      <Cover title={title} author={author?.name ?? ''} />
    </div>
  );
}

// What was not given is not sent: that it is missing is for the server to say, of all fields at once.
const orMissing = (value: number | undefined): number =>
  (value === undefined || Number.isNaN(value) ? undefined : value) as number;

function TagChoice({ register }: { readonly register: UseFormRegister<Typed> }) {
  const { data: tags = [] } = useList(api.tags, {}, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <fieldset className="tag-choice">
      <legend>{LABELS.tags}</legend>
      <div>
        {tags.map(({ id, name }) => (
          <CheckField key={id} {...register('tags')} value={name} label={name} />
        ))}
      </div>
    </fieldset>
  );
}

const BLANK: Typed = {
  ...{ title: '', authorId: null, isbn: '', price: '', pages: Number.NaN, language: 'en', published: '' },
  ...{ stock: 1, inPrint: true, tags: [] },
};

const typedOf = ({ title, author, isbn, price, pages, language, published, stock, inPrint, tags }: Book): Typed => ({
  ...{ title, authorId: author, isbn, price, pages, language, published: published ?? '', stock, inPrint },
  tags: [...tags],
});
