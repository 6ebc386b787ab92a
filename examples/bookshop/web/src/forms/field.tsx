/** A field of a form: label, control, hint and error, tied together for whoever does not see them beside each other. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it, in the server's words. */
  readonly error?: string;
}

interface Tied {
  readonly id: string;
  readonly className: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

/** Label, hint and error around a control of any kind. */
export function Field({ label, hint, error, children }: Around & { readonly children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'control',
        'aria-invalid': error === undefined ? undefined : true,
        'aria-describedby': described || undefined,
      })}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...input }: Around & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) => <input {...input} {...tied} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, ...area }: Around & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) => <textarea {...area} {...tied} />}
    </Field>
  );
}

export interface SelectFieldProps extends Around, ComponentProps<'select'> {
  /** What can be chosen: the value, and what people read. */
  readonly choices: readonly (readonly [value: string, label: string])[];
}

export function SelectField({ label, hint, error, choices, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) => (
        <select {...select} {...tied}>
          {choices.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ label, ...input }: { readonly label: string } & ComponentProps<'input'>) {
  return (
    <label className="check">
      <input {...input} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}
