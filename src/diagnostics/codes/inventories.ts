// Codes about hosts, groups and variables of an inventory.
import type { CodePages } from '../code.ts';

export const inventoryCodes = {
  'bad-host-name': {
    title: 'a host name with characters that are not allowed',
    explanation: 'Host names stand in messages, in reports and in patterns: letters, digits and . _ - are allowed.',
    remedy: 'Give the host a plain name, and put an address of another form into ansible_host.',
  },
  'bad-range': {
    title: 'a host range such as [01:20] that makes no sense',
    explanation: 'The end comes before the start, the two are of different kinds, or a bracket is missing.',
    remedy: 'Write web[01:20], web[01:20:2] for every second one, or db-[a:f].',
  },
  'too-many-hosts': {
    title: 'more hosts than an inventory may have',
    explanation: 'A range with a slip in it easily names millions of hosts.',
    remedy: 'Correct the range, or split the inventory.',
  },
  'bad-group-name': {
    title: 'a group name with characters that are not allowed',
    explanation:
      'Groups stand in patterns, in which other characters have a meaning: letters, digits and . _ - are allowed.',
    remedy: 'Give the group a plain name.',
  },
  'group-loop': {
    title: 'a group that contains itself',
    explanation: 'A group is a child of itself, perhaps through others: which variables win could not be told.',
    remedy: 'Take one of the groups that are named out of its children.',
  },
  'name-clash': {
    title: 'a host and a group of the same name',
    explanation: 'A pattern with that name could mean either.',
    remedy: 'Rename one of the two.',
  },
  'bad-address': {
    title: 'an address that is no host name and no IP address',
    explanation: 'ansible_host holds an address alone: no user, no port, no brackets.',
    remedy: 'Put the user into ansible_user, and the port into ansible_port.',
  },
  'bad-user': {
    title: 'a user name with characters that are not allowed',
    explanation: 'The name is sent to sshd. A dash at the start, or control characters, are no user.',
    remedy: 'Correct the name.',
  },
  'bad-port': {
    title: 'a port outside of 1 to 65535',
    explanation: 'There is no such port.',
    remedy: 'Correct the number, or leave it out for port 22.',
  },
  'unsupported-variable': {
    title: 'a connection variable that changes how to connect and is not supported',
    explanation:
      'Ansible would connect in another way because of this variable. Keyturn does not, and says so: the host that answers may be another one.',
    remedy: 'Remove the variable if it is not needed, or put what it means into variables that Keyturn reads.',
  },
  'unknown-variable': {
    title: 'a variable that is spelt almost like one that Keyturn reads',
    explanation: 'It looks like a slip: the variable has no effect on Keyturn as it is spelt.',
    remedy: 'Correct the spelling, or ignore the warning if the variable is your own.',
  },
  'encrypted-value': {
    title: 'a variable encrypted with ansible-vault',
    explanation: 'Keyturn needs the value to connect, and cannot read values that ansible-vault has encrypted.',
    remedy: 'Write the value in plain text where it is no secret, such as a port or a user.',
  },
} as const satisfies CodePages;
