/** CodeForm: the code that came by e-mail, and what is done with it. */
import type { CodeFlow } from '@fretwork/client';
import { useForm } from 'react-hook-form';
import { Form } from '../forms/form.tsx';
import { Button } from '../ui/button.tsx';
import { CODE_LABEL, CodeField } from './code-field.tsx';
import { CodeMail } from './code-mail.tsx';
import type { UnderWay } from './under-way.ts';

interface CodeFormProps extends UnderWay {
  readonly submitLabel: string;
  /** What the way back is called. */
  readonly backLabel: string;
  readonly onBack: () => void;
  /** Another code was sent. */
  readonly onFlow: (flow: CodeFlow) => void;
  readonly onCode: (returned: { readonly flow: string; readonly code: string }) => Promise<void>;
}

export function CodeForm({ email, flow, submitLabel, backLabel, onBack, onFlow, onCode }: CodeFormProps) {
  const form = useForm({ defaultValues: { code: '' } });
  return (
    <>
      <CodeMail email={email} flow={flow} onResent={onFlow} />
      <Form
        form={form}
        labels={{ code: CODE_LABEL }}
        submitLabel={submitLabel}
        refusal="That code is not right, or it is no longer good."
        aside={
          <Button tone="quiet" onClick={onBack}>
            {backLabel}
          </Button>
        }
        onSubmit={({ code }) => onCode({ flow: flow.flow, code: code.trim() })}
      >
        <CodeField {...form.register('code')} error={form.formState.errors.code?.message} />
      </Form>
    </>
  );
}
