// Parameters of task types: schemas as data, and the types that they accept.

interface Described {
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** A text, or one word of `enum`. */
export interface TextSchema extends Described {
  readonly type: 'string';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly default?: string;
}

/** A list of what `items` accepts. */
export interface ListSchema<Item extends ParamSchema = ParamSchema> extends Described {
  readonly type: 'array';
  readonly items: Item;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
}

/** An object, always closed: a key that nothing knows is a mistake of the user's. */
export interface ObjectSchema extends Described {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, ParamSchema>>;
}

interface ChoiceSchema extends Described {
  readonly anyOf: readonly ParamSchema[];
}

/** The part of draft-07 that parameters are written in; a keyword that `ParamsOf` could not honour does not compile. */
export type ParamSchema = TextSchema | ListSchema | ObjectSchema | ChoiceSchema;

type RequiredKey<S> = S extends { readonly required: readonly (infer Key)[] } ? Key : never;

type PropertiesOf<S, P> = {
  readonly [Key in keyof P as Key extends RequiredKey<S> ? Key : never]: ParamsOf<P[Key]>;
} & { readonly [Key in keyof P as Key extends RequiredKey<S> ? never : Key]?: ParamsOf<P[Key]> };

/** What a schema accepts. The schema is written `as const`, so that its words are types. */
export type ParamsOf<S> = S extends { readonly enum: readonly (infer Value)[] }
  ? Value
  : S extends { readonly anyOf: readonly (infer One)[] }
    ? ParamsOf<One>
    : S extends { readonly type: 'array'; readonly items: infer Item }
      ? readonly ParamsOf<Item>[]
      : S extends { readonly type: 'object'; readonly properties: infer P }
        ? PropertiesOf<S, P>
        : S extends { readonly type: 'string' }
          ? string
          : never;
