/** The workspace that the playground plays: who is there, where, and which app is installed. */
export interface Workspace {
  readonly team: Team;
  readonly app: SlackApp;
  readonly channels: readonly Channel[];
  readonly users: readonly User[];
  readonly userGroups: readonly UserGroup[];
}

/** A workspace of Slack. */
export interface Team {
  /** `T0123456789`. */
  readonly id: string;
  readonly name: string;
  /** The first part of its address: `shop` of `shop.slack.com`. */
  readonly domain: string;
}

/** The installed app: what its manifest declares. */
export interface SlackApp {
  /** `A0123456789`. */
  readonly id: string;
  readonly name: string;
  /** `B0123456789`. */
  readonly botId: string;
  /** The user that the bot is: `U0123456789`. */
  readonly botUser: string;
  readonly description: string;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly MessageShortcut[];
}

/** A slash command of the app, and what the composer suggests for it. */
export interface SlashCommand {
  /** `/mesh`. */
  readonly name: string;
  readonly description: string;
  /** Ways to use it, as one would type them after the name. */
  readonly hints: readonly CommandHint[];
}

/** One way to use a command. */
export interface CommandHint {
  readonly text: string;
  readonly description: string;
}

/** An entry of the message menu. */
export interface MessageShortcut {
  readonly name: string;
  readonly callbackId: string;
}

/** A conversation. */
export interface Channel {
  readonly id: string;
  /** Without `#`; of a direct message: the id of the other one. */
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly topic?: string;
  readonly archived?: boolean;
  /** Shared with another workspace (Slack Connect). */
  readonly shared?: boolean;
  /** Ids of users, the bot's among them once it was invited. */
  readonly members: readonly string[];
}

/** Somebody who can act on the page. */
export interface User {
  readonly id: string;
  /** `on-duty`. */
  readonly name: string;
  readonly realName: string;
  readonly title?: string;
  readonly role: "member" | "guest" | "foreign";
  /** The workspace that somebody is of; differs from this one for a foreign member. */
  readonly team: Team;
}

/** People with a common handle. */
export interface UserGroup {
  /** `S0123456789`. */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}
