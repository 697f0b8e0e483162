import type { Team, Workspace } from "./workspace.ts";

const team: Team = { id: "T0SHOP00001", name: "Shop", domain: "shop" };
const partner: Team = { id: "T0PARTNER01", name: "Parcel Partners", domain: "parcel-partners" };

const onDuty = "U0ONDUTY001";
const developer = "U0DEVELOP01";
const guestUser = "U0GUEST0001";
const partnerUser = "U0FOREIGN01";
const bot = "U0MESH00001";

/** A small workspace for the example shop: an on-call engineer, a developer, a guest, and somebody from outside. */
export const exampleWorkspace: Workspace = {
  team,
  app: {
    id: "A0MESH00001",
    name: "mesh",
    botId: "B0MESH00001",
    botUser: bot,
    description: "Says whether one workload reaches another in the mesh, and if not, what is to blame.",
    commands: [
      {
        name: "/mesh",
        description: "Ask the service mesh why a call fails",
        hints: [
          { text: "why checkout payment", description: "Does checkout reach payment? If not, what is to blame?" },
          { text: "why checkout payment POST /charge", description: "The same for one request" },
          { text: "health shop", description: "Every pair into a service or a namespace, worst first" },
          { text: "who payment", description: "Who may call it, and whom it calls" },
          { text: "digest", description: "What is new, resolved and still broken" },
          { text: "clusters", description: "The meshes that can be asked about" },
          { text: "help", description: "What I understand" },
        ],
      },
    ],
    shortcuts: [{ name: "Explain with mesh", callbackId: "mesh.explain" }],
  },
  channels: [
    {
      id: "C0ONCALL001",
      name: "on-call",
      kind: "public",
      topic: "Who is paged, and for what",
      members: [onDuty, developer, guestUser, bot],
    },
    {
      id: "C0SHOPDEV01",
      name: "shop-dev",
      kind: "public",
      topic: "The shop's services",
      members: [onDuty, developer, bot],
    },
    {
      id: "C0INCIDENT1",
      name: "incidents",
      kind: "private",
      topic: "One thread per incident",
      members: [onDuty, developer, bot],
    },
    {
      id: "C0PARTNERS1",
      name: "ext-parcel-partners",
      kind: "public",
      shared: true,
      topic: "Shared with Parcel Partners",
      members: [onDuty, partnerUser, bot],
    },
    {
      id: "C0RANDOM001",
      name: "random",
      kind: "public",
      topic: "mesh is not invited here",
      members: [onDuty, developer, guestUser],
    },
    { id: "C0OLDCHAN01", name: "old-project", kind: "public", archived: true, members: [onDuty, developer, bot] },
  ],
  users: [
    { id: onDuty, name: "on-duty", realName: "On-call engineer", title: "SRE, on call", role: "member", team },
    { id: developer, name: "developer", realName: "Payments developer", title: "Payments", role: "member", team },
    { id: guestUser, name: "guest", realName: "Visiting guest", title: "Guest", role: "guest", team },
    {
      id: partnerUser,
      name: "partner",
      realName: "Partner engineer",
      title: "Parcel Partners",
      role: "foreign",
      team: partner,
    },
  ],
  userGroups: [{ id: "S0ONCALL001", handle: "oncall", name: "On call", users: [onDuty] }],
};
