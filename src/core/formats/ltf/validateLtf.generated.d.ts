/** Written by scripts/compile-schemas.mjs from schema/ltf-0.1.schema.json. */
export interface SchemaFault {
  /** JSON pointer to the value. */
  instancePath: string;
  /** JSON pointer into the schema. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

interface Validate {
  (value: unknown): boolean;
  /** Every fault of the last value; null when it had none. */
  errors: SchemaFault[] | null;
}

declare const validateLtf: Validate;
export default validateLtf;
