/** Form: fields, a summary of what is wrong with them, and a button that says when it is at work. */
import { type ReactNode, useEffect, useRef } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { Button } from '../ui/button.tsx';
import { placeErrors } from './place-errors.ts';
import './form.css';

export interface FormProps<V extends FieldValues> {
  readonly form: UseFormReturn<V>;
  /** Labels of the fields by name, for the summary. */
  readonly labels: Readonly<Partial<Record<FieldPath<V>, string>>>;
  /** Does what the form is for; what it throws is shown beside the fields. */
  readonly onSubmit: (values: V) => Promise<void>;
  readonly submitLabel: string;
  /** What a 401 means here: a wrong password, a wrong code. */
  readonly refusal?: string;
  /** What stands beside the button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Form<V extends FieldValues>({
  form,
  labels,
  onSubmit,
  submitLabel,
  refusal,
  aside,
  children,
}: FormProps<V>) {
  const { isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      placeErrors(form, error, Object.keys(labels) as FieldPath<V>[], refusal);
    }
  });
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => void (isSubmitting ? event.preventDefault() : submit(event))}
    >
      <FormErrors form={form} labels={labels} />
      {children}
      <div className="form-actions">
        <Button type="submit" isBusy={isSubmitting}>
          {submitLabel}
        </Button>
        {aside}
      </div>
    </form>
  );
}

/** What is wrong, all of it, with ways to the fields; takes the focus when it appears. */
function FormErrors<V extends FieldValues>({ form, labels }: Pick<FormProps<V>, 'form' | 'labels'>) {
  const { errors, submitCount, isSubmitting } = form.formState;
  const summary = useRef<HTMLDivElement>(null);
  const wrong = (Object.entries(labels) as [FieldPath<V>, string][]).flatMap(([name, label]) => {
    const { error } = form.getFieldState(name, form.formState);
    return error?.message === undefined ? [] : [{ name, label, message: error.message }];
  });
  const message = errors.root?.message;
  const isShown = !isSubmitting && (wrong.length > 0 || message !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a second attempt that fails alike is said again
  useEffect(() => {
    if (isShown) summary.current?.focus();
  }, [isShown, submitCount]);
  if (!isShown) return null;
  return (
    <div className="form-errors" role="alert" tabIndex={-1} ref={summary}>
      {message !== undefined && <p>{message}</p>}
      {wrong.length > 0 && (
        <>
          <strong>Please look at this again:</strong>
          <ul>
            {wrong.map(({ name, label, message: text }) => (
              <li key={name}>
                <button type="button" onClick={() => form.setFocus(name)}>
                  {label}: {text}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
