/**
 * How long a stand-in keeps a connection on which nothing is asked, in milliseconds: longer than those who ask do, as
 * what it stands for, so that none is closed under a request that is just being sent.
 */
export const keptOpen = { keepAliveTimeout: 75_000 };
