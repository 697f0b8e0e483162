/**
 * The library that speaks HTTP, imported lazily by way of this file: what is not an ES module has no names of its own
 * where a bundle imports it lazily.
 */
export { Agent, ProxyAgent, WebSocket } from "undici";
