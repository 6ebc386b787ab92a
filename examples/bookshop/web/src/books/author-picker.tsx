/** AuthorPicker: finds an author by name while one types, or adds one who is not there yet. */
import { useCreate, useList } from '@fretwork/react';
import { type KeyboardEvent, useId, useState } from 'react';
import { type Author, api } from '../api.ts';
import { Field } from '../forms/field.tsx';
import { messageOf } from '../forms/message-of.ts';
import { toast } from '../ui/toast-store.ts';
import { useDebounced } from '../ui/use-debounced.ts';
import './author-picker.css';

/** What a form keeps of an author. */
export type AuthorChoice = Pick<Author, 'id' | 'name'>;

export interface AuthorPickerProps {
  readonly label: string;
  readonly error?: string;
  readonly value: AuthorChoice | null;
  readonly onChange: (author: AuthorChoice | null) => void;
  readonly inputRef?: React.Ref<HTMLInputElement>;
}

/** @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function AuthorPicker({ label, error, value, onChange, inputRef }: AuthorPickerProps) {
  const listId = useId();
  const [text, setText] = useState(value?.name ?? '');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const options = useOptions(text, isOpen && text.trim() !== value?.name);

  const choose = async (option: Option | undefined): Promise<void> => {
    if (option === undefined) return;
    setOpen(false);
    try {
      const author = await option.choose();
      setText(author.name);
      onChange(author);
    } catch (failure) {
      toast(messageOf(failure));
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      setActive((now) => (now + step + options.length) % Math.max(options.length, 1));
    } else if (event.key === 'Enter' && isShown) {
      event.preventDefault();
      void choose(options[active]);
    } else if (event.key === 'Escape' && isShown) {
      event.preventDefault();
      setOpen(false);
    }
  };
  const isShown = isOpen && options.length > 0;
  return (
    <div className="picker">
      <Field label={label} error={error} hint="Type a part of the name.">
        {(tied) => (
          <input
            {...tied}
            ref={inputRef}
            role="combobox"
            autoComplete="off"
            aria-autocomplete="list"
            aria-expanded={isShown}
            aria-controls={listId}
            aria-activedescendant={isShown ? `${listId}-${active}` : undefined}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setActive(0);
              setOpen(true);
              onChange(null);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
          />
        )}
      </Field>
      <div id={listId} role="listbox" aria-label="Matches" className="picker-list" hidden={!isShown}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the text field's
          <div
            key={option.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerEnter={() => setActive(index)}
            // The text field must not lose the focus before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => void choose(option)}
          >
            {option.text}
          </div>
        ))}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const SHOWN = 8;

interface Option {
  readonly key: string;
  readonly text: string;
  readonly choose: () => Promise<AuthorChoice>;
}

function useOptions(text: string, isWanted: boolean): readonly Option[] {
  const search = useDebounced(text.trim(), 200);
  const { data } = useList(api.authors, { search, ordering: 'name' }, { enabled: isWanted && search !== '' });
  const create = useCreate(api.authors);
  if (!isWanted || data === undefined || search === '') return [];
  const found = data.results
    .slice(0, SHOWN)
    .map((author): Option => ({ key: String(author.id), text: author.name, choose: async () => author }));
  if (found.some((option) => option.text.toLowerCase() === search.toLowerCase())) return found;
  const added: Option = {
    key: 'new',
    text: `Add “${search}” as a new author`,
    choose: () => create.mutateAsync({ name: search }),
  };
  return [...found, added];
}
