/** What one question may take from a cluster; whatever is cut for it is said. */
export const limits = {
  /** Objects of one page: of Pods and what else is big, and of what is small. */
  heavyPage: 500,
  lightPage: 2000,
  /** Of a namespace with more pods, besides these only those of both ends are read. */
  podsOfNamespace: 2000,
  slicesOfNamespace: 2000,
  /** Namespaces whose workloads are read where every one is asked for. */
  namespaces: 500,
  /** Services without a selector whose endpoints are looked up before their namespace is read. */
  writtenServices: 2,
  /** Addresses that somebody wrote down for endpoints, and that are looked up for pods. */
  writtenAddresses: 4,
  /** Revisions of Istio that only labels of Namespaces and pods tell of. */
  revisionsByLabel: 4,
  /** Namespaces beside those that matter whose service accounts policies name. */
  accountNamespaces: 4,
  /** Namespaces beside those that matter in which policies stand that may have been meant for what is called. */
  policyNamespaces: 4,
  /** Requests for pods that Gateways select, besides those by the labels that gateways have. */
  gatewaySelectors: 4,
  /** Requests for pods behind Services that the outside can call. */
  exposedServices: 4,
  /** Workloads whose names are looked through for what may have been meant. */
  names: 2000,
  /** Services, and workloads of a kind, that live search knows of. */
  searched: 10_000,
  /** Pods of one end whose proxy's log is read. */
  logsOfEnd: 4,
  /** The same where many pairs are asked about: of one workload, and of all. */
  logsOfWorkload: 2,
  logsOfScope: 40,
  /** Pods of one end whose proxy is asked what it holds. */
  proxiesOfEnd: 2,
  /** Pods of one end of which istiod's word is told. */
  syncOfEnd: 50,
  /** Hosts and ports of a callee of which a proxy is asked what it holds. */
  heldHosts: 16,
  heldPorts: 32,
  /** Bytes of what a proxy holds of one kind, and of what istiod knows of the proxies of a namespace. */
  dumpBytes: 8 << 20,
  syncBytes: 16 << 20,
  /** Bytes of what a proxy tells of itself. */
  aboutBytes: 1 << 20,
  /** Owners of one kind in one namespace that are asked for by name; where there are more, all are listed. */
  ownersByName: 2,
  /** Secrets of one namespace that are asked for by name; where there are more, all are listed. */
  secretsByName: 8,
  /** Where they may not be listed, so many are asked for by name all the same. */
  secretsByNameAtMost: 24,
  /** Secrets of one namespace that are looked through for one of another name. */
  secretsOfNamespace: 500,
  /** Lines of a log, the newest. */
  logLines: 2000,
  /** Bytes of a log, the newest. */
  logBytes: 2 << 20,
  /** The same of a ztunnel, which logs for every pod of its node. */
  tunnelLines: 6000,
  tunnelBytes: 4 << 20,
  /** Waypoint pods whose log is read. */
  waypointLogs: 2,
  /** How far back a log is read. */
  logSeconds: 3600,
} as const;
