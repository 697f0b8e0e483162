// Generated from playbooks/*.yaml by `npm run build`. Do not edit: change the playbook and build again.

/** The playbooks that ship with meshwhy, by name, parsed but not yet validated. */
export const builtIn: Readonly<Record<string, unknown>> = {};
