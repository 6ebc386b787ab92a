/** SearchBox: looks for books while one types. */
import { useEffect, useId, useRef, useState } from 'react';
import './search-box.css';

const PAUSE_MS = 250;

export interface SearchBoxProps {
  /** What is looked for now. */
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function SearchBox({ value, onSearch }: SearchBoxProps) {
  const id = useId();
  const [text, setText] = useState(value);
  const asked = useRef(value);
  // Somebody else changed it: "back", or a link that clears the search.
  useEffect(() => {
    if (value !== asked.current) setText(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    if (text.trim() === asked.current) return undefined;
    const timer = setTimeout(() => {
      asked.current = text.trim();
      onSearch(text.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <search className="search-box">
      <label className="visually-hidden" htmlFor={id}>
        Search books
      </label>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path
          d="M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13zM15.500 15.500 20.500 20.500"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <input
        id={id}
        type="search"
        className="control"
        placeholder="Title, author or ISBN"
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </search>
  );
}
