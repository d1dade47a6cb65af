// What SARIF 2.1.0 (OASIS, errata 01) says of the properties that Keyturn writes; any other property is refused, and so is a misspelt one.

const message = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1 } },
};

const level = { enum: ['none', 'note', 'warning', 'error'] };

// §3.4.3: a URI reference (RFC 3986), here always a relative one.
const artifactLocation = {
  type: 'object',
  additionalProperties: false,
  required: ['uri'],
  properties: {
    uri: { type: 'string', pattern: "^[A-Za-z0-9\\-._~!$&'()*+,;=@%/]+$", not: { pattern: '%(?![0-9A-Fa-f]{2})' } },
  },
};

const location = {
  type: 'object',
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: 'object',
      additionalProperties: false,
      required: ['artifactLocation'],
      properties: {
        artifactLocation,
        region: {
          type: 'object',
          additionalProperties: false,
          required: ['startLine'],
          properties: { startLine: { type: 'integer', minimum: 1 } },
        },
      },
    },
    logicalLocations: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { name: { type: 'string' }, kind: { type: 'string' } },
      },
    },
  },
};

const descriptor = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: { type: 'string' },
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: { type: 'object', additionalProperties: false, properties: { level } },
    properties: {
      type: 'object',
      properties: { tags: { type: 'array', uniqueItems: true, items: { type: 'string' } } },
    },
  },
};

const result = {
  type: 'object',
  additionalProperties: false,
  required: ['message'],
  properties: {
    ruleId: { type: 'string' },
    kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
    level,
    message,
    locations: { type: 'array', items: location },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
  },
  // §3.27.10: whatever is no failure has the level `none`.
  if: { properties: { kind: { const: 'fail' } } },
  else: { properties: { level: { const: 'none' } } },
};

const invocation = {
  type: 'object',
  additionalProperties: false,
  required: ['executionSuccessful'],
  properties: {
    executionSuccessful: { type: 'boolean' },
    exitCode: { type: 'integer' },
    startTimeUtc: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$' },
    toolExecutionNotifications: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, required: ['message'], properties: { level, message } },
    },
  },
};

const driver = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string' }, rules: { type: 'array', uniqueItems: true, items: descriptor } },
};

/** The part of the schema that Keyturn's logs must satisfy. */
export const sarifSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tool'],
        properties: {
          tool: { type: 'object', additionalProperties: false, required: ['driver'], properties: { driver } },
          automationDetails: { type: 'object', additionalProperties: false, properties: { id: { type: 'string' } } },
          invocations: { type: 'array', items: invocation },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: { type: 'array', items: result },
        },
      },
    },
  },
};
