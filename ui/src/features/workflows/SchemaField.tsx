// One input of a step, drawn from its JSON Schema; every kind also takes a reference instead of a value.
import { ActionIcon } from "@mantine/core";
import { Braces } from "lucide-react";
import { type DataGroup, type JsonSchema, schemaType, soleExpression, token } from "./mapping";
import { Control } from "./SchemaControl";
import { humanise } from "./steps";
import { type InsertTarget, TemplateInput } from "./TemplateInput";

export interface FieldProps {
  idPrefix: string;
  name: string;
  schema: JsonSchema;
  required: boolean;
  value: unknown;
  data: DataGroup[];
  problem: string | null;
  onChange: (value: unknown) => void;
  onActive: (target: InsertTarget) => void;
  onBrowse: () => void;
}

export function SchemaField(props: FieldProps) {
  const { name, schema, required, value, problem, onChange, onActive, onBrowse } = props;
  const id = `${props.idPrefix}-${name}`;
  const label = schema.title ?? humanise(name);
  const descriptionId = schema.description ? `${id}-help` : undefined;
  const type = schemaType(schema) ?? "any";
  const labelled = (
    <div className="sf-label">
      <label htmlFor={id}>{label}</label>
      {required ? <span className="sf-required">needed</span> : null}
      {schema.description ? (
        <span className="sf-help" id={descriptionId}>
          {schema.description}
        </span>
      ) : null}
    </div>
  );
  const asTemplate = (
    <TemplateInput
      id={id}
      label={label}
      labelled={labelled}
      value={
        typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value)
      }
      multiline={isLong(name, schema)}
      data={props.data}
      expected={type}
      required={required}
      placeholder={schema.default === undefined ? undefined : String(schema.default)}
      error={problem}
      onChange={(v) => onChange(v === "" ? undefined : v)}
      onActive={onActive}
      onBrowse={onBrowse}
      folder={schema.format === "folder"}
      {...(descriptionId ? { describedBy: descriptionId } : {})}
    />
  );
  const structured = typeof value === "object" && value !== null;
  if ((type === "string" && !schema.enum && !structured) || soleExpression(value) !== null)
    return <div className="sf">{asTemplate}</div>;

  const mapping = (
    <ActionIcon
      aria-label={`Insert data into ${label}`}
      title="Use data instead of a fixed value"
      onClick={() => {
        onActive({ insert: (expression) => onChange(token(expression)) });
        onBrowse();
      }}
    >
      <Braces size={14} aria-hidden />
    </ActionIcon>
  );
  return (
    <div className="sf">
      {labelled}
      <div className="sf-line">
        <div className="sf-control">
          <Control {...props} id={id} label={label} type={type} />
        </div>
        {type === "object" ? null : mapping}
      </div>
      {problem ? <p className="tpl-error">{problem}</p> : null}
    </div>
  );
}

function isLong(name: string, schema: JsonSchema): boolean {
  return (
    schema.format === "multiline" ||
    schema.format === "textarea" ||
    /^(text|content|body|message|script|code|command|template|prompt|sql|query)$/.test(name)
  );
}
