import { KubeTrouble } from "./kube-trouble.ts";

/** Nothing that could be asked for, such as an object named `..`: the server was not asked. */
export class UnfitPath extends KubeTrouble {
  constructor(message: string) {
    super("refused", message);
  }
}
