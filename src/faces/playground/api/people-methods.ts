import { validateBlocks } from "../blocks/validate-blocks.ts";
import type { Slack } from "../slack.ts";
import type { BlockJson } from "../wire.ts";
import type { User } from "../workspace.ts";
import { type Arguments, json, needed } from "./arguments.ts";
import { refusedBlocks } from "./content.ts";
import { directMessage } from "./conversation.ts";
import { Refusal, refusalOf } from "./refusal.ts";

/** `auth.test`. */
export function authTest(slack: Slack): BlockJson {
  const { team, app } = slack.options.workspace;
  return {
    url: `${slack.ownUrl}/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.botUser,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

/** `users.info`. */
export function usersInfo(slack: Slack, given: Arguments): BlockJson {
  const id = needed(given, "user", "user_not_found");
  const { app, team } = slack.options.workspace;
  if (id === app.botUser)
    return { user: { id, team_id: team.id, name: app.name, real_name: app.name, is_bot: true, deleted: false } };
  const user = slack.userOf(id);
  if (user === undefined) throw new Refusal("user_not_found");
  return { user: userJson(user, team.id) };
}

/** `bots.info`: no other app is installed here. */
export function botsInfo(slack: Slack, given: Arguments): BlockJson {
  const id = needed(given, "bot", "bot_not_found");
  const { app } = slack.options.workspace;
  if (id !== app.botId) throw new Refusal("bot_not_found");
  return { bot: { id, app_id: app.id, user_id: app.botUser, name: app.name, deleted: false } };
}

/** `usergroups.users.list`. */
export function groupUsers(slack: Slack, given: Arguments): BlockJson {
  const id = needed(given, "usergroup", "no_such_subteam");
  const group = slack.options.workspace.userGroups.find((each) => each.id === id);
  if (group === undefined) throw new Refusal("no_such_subteam");
  return { users: group.users };
}

/** `conversations.open`, for one user. */
export function openConversation(slack: Slack, given: Arguments): BlockJson {
  const users = needed(given, "users", "users_list_not_supplied").split(",");
  const [user = "", ...others] = users;
  if (others.length > 0) throw new Refusal("method_not_supported_for_channel_type");
  if (slack.userOf(user) === undefined) throw new Refusal("user_not_found");
  return { channel: { id: directMessage(slack, user).id } };
}

/** `blocks.validate`. */
export function checkBlocks(slack: Slack, given: Arguments): BlockJson {
  const blocks = json(given, "blocks", "invalid_blocks_format");
  const problems = validateBlocks(blocks, "message", "/blocks", refusedBlocks(slack));
  if (problems.length > 0) throw refusalOf("invalid_blocks", problems);
  return {};
}

function userJson(user: User, ownTeam: string): BlockJson {
  return {
    id: user.id,
    team_id: user.team.id,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    is_bot: false,
    is_admin: false,
    is_restricted: user.role === "guest",
    is_ultra_restricted: false,
    is_stranger: user.team.id !== ownTeam,
    profile: { real_name: user.realName, display_name: user.realName, title: user.title ?? "" },
    tz: "Etc/UTC",
  };
}
