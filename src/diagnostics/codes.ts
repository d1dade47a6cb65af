// Every code a diagnostic may carry. Codes are stable: users grep for them and silence them. Tests demand an example of each.

/** The closed list, with what each means; `docs` and the golden tests are checked against it. */
export const diagnosticCodes = {
  // documents: the file itself
  'unreadable-file': 'the file cannot be opened or read',
  'too-large': 'the file is larger than its kind allows',
  'not-utf8': 'the bytes are not UTF-8 text',
  'control-character': 'a character that no text file holds',
  'empty-file': 'there is nothing in the file',
  'multiple-documents': 'the file holds more than one YAML document',
  'unsupported-format': 'an INI inventory or an inventory script, not YAML',
  // documents: YAML
  'yaml-syntax': 'the text is not YAML',
  'tab-indentation': 'a tab where YAML wants spaces',
  'too-deep': 'lists and maps are nested too deeply',
  'too-complex': 'more YAML nodes than a file of this kind may have',
  'bad-key': 'a key that is not one word or text',
  'duplicate-key': 'the same key twice in one map',
  'bad-tag': 'a YAML tag that is not understood here',
  'alias-not-allowed': 'an anchor, alias or merge key in a playbook or a profile',
  'unknown-alias': 'an alias without its anchor, or inside of it',
  'too-many-aliases': 'aliases beyond the limits on number or expanded size',
  'bad-merge': 'a merge key whose value is not a map or a list of maps',
  // documents: schema
  'unknown-key': 'a key that is not known at this place',
  'missing-key': 'a key that must be there is not',
  'wrong-type': 'a value of another type than wanted',
  'bad-value': 'a value of the right type that is not allowed',
  template: 'a Jinja template, which is not supported yet',
  // inventory
  'bad-host-name': 'a host name with characters that are not allowed',
  'bad-range': 'a host range such as [01:20] that makes no sense',
  'too-many-hosts': 'more hosts than an inventory may have',
  'bad-group-name': 'a group name with characters that are not allowed',
  'group-loop': 'a group that contains itself',
  'name-clash': 'a host and a group of the same name',
  'bad-address': 'an address that is no host name and no IP address',
  'bad-user': 'a user name with characters that are not allowed',
  'bad-port': 'a port outside of 1 to 65535',
  'unsupported-variable': 'a connection variable that changes how to connect and is not supported',
  'unknown-variable': 'a variable that is spelt almost like one that Keyturn reads',
  'encrypted-value': 'a variable encrypted with ansible-vault',
  // playbook
  'unknown-task-type': 'a task of a type that does not exist',
  'missing-task-type': 'a task that does not say what to do',
  'several-task-types': 'a task that says more than one thing to do',
  'unsupported-key': 'an Ansible keyword that Keyturn does not have',
} as const;

/** One of the codes above. */
export type DiagnosticCode = keyof typeof diagnosticCodes;
