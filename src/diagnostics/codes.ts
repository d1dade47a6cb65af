// Every code a diagnostic may carry. Codes are stable: users grep for them and silence them. Tests demand an example of each.
import { fileCodes } from './codes/files.ts';
import { inventoryCodes } from './codes/inventories.ts';
import { playbookCodes } from './codes/playbooks.ts';
import { valueCodes } from './codes/values.ts';
import { yamlCodes } from './codes/yaml.ts';

/** The closed list, with the page of each; the golden tests are checked against it. */
export const diagnosticCodes = { ...fileCodes, ...yamlCodes, ...valueCodes, ...inventoryCodes, ...playbookCodes };

/** One of the codes above. */
export type DiagnosticCode = keyof typeof diagnosticCodes;
