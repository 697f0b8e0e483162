import type { Topic } from "./topics.ts";

/** The help of a command, or the overview. */
export function helpFor(topic: Topic): string {
  switch (topic) {
    case "why":
      return why;
    case "who":
      return who;
    case "health":
      return health;
    case "digest":
      return digest;
    case "diff":
      return diff;
    case "demo":
      return demo;
    case "snapshot":
      return snapshot;
    case "config":
      return config;
    case "doctor":
      return doctor;
    case "serve":
      return serve;
    default:
      return overview;
  }
}

const statuses = `Exit status: 0 healthy · 1 broken or degraded · 2 cannot answer · 3 unknown
             70 internal error
`;

const overview = `mesh asks an Istio mesh why one workload does not reach another.

  mesh why <from> <to>                  one question, one culprit, a proven fix
  mesh who <service>                    who may call it, and whom it calls
  mesh health <name>                    every pair into it, the worst first
  mesh digest -n NAMESPACE              what is new since the last digest
  mesh diff A B <from> <to>             what changed between two snapshots
  mesh demo [NAME] [--list]             mesh why on the built-in example mesh
  mesh snapshot <from> <to> -o DIR      save what a question needs, redacted
  mesh snapshot lint PATH...            check that files can be read
  mesh config lint [FILE]               check that meshwhy.yaml is right
  mesh doctor [CLUSTER]                 whether it can be asked; what is missing
  mesh serve [--socket]                 the Slack bot, on a machine of your own
  mesh help <command>                   all options of a command
  mesh --version

The first four ask the cluster of your kubeconfig's current context, reading
only; --context NAME another one, --snapshot DIR what kubectl printed.

${statuses}`;

const why = `mesh why <from> <to> [options]

Says whether <from> can reach <to>, and if not, which field of which resource is
to blame.

  <from>   a workload, else a Service's pods, else a service account, a pod or
           its IP; or "internet", which is the ingress gateway
  <to>     a Service, host, workload (without a Service: any of its pods) or IP,
           also with port and path: payment:8080/charge, or a URL
           Both as name, namespace/name, name.namespace, a full name, deploy/x,
           sts/x, ds/x, job/x, cronjob/x, svc/x, sa/x, pod/x;
           name@cluster is one of a cluster that meshwhy.yaml names:
           checkout@east shop/payment@west

Where to ask; without any of these, the cluster of the current context
      --context NAME           a context of the kubeconfig
      --kubeconfig FILE        the kubeconfig (default: as kubectl finds it)
      --cluster NAME           a cluster that meshwhy.yaml names
      --config FILE            that file (default: meshwhy.yaml in this folder);
                               without --cluster, its first cluster is asked
      --proxies                ask the pair's proxies and istiod, too, what they
                               hold; it takes the right to forward ports
      --secrets                look up whether certificates are there that
                               gateways and DestinationRules name; values are
                               never asked for
  -s, --snapshot DIR|FILE|-    what kubectl get -o yaml|json printed, what mesh
                               snapshot wrote, or a bug-report.tar.gz of
                               istioctl; repeat it to lay one over the other;
                               as east=DIR where two clusters are asked

What to ask
  -n, --namespace NAME         where short names are looked up first
  -p, --port N                 the Service's port (default: every port)
  -r, --request "POST /charge" one request (default: the plain one, and each
                               that the configuration names)
  -H, --header "name: value"   repeatable; a bearer token is reduced to its
                               claims at once
      --scheme NAME            what the application itself speaks: http, https,
                               grpc, tcp, tls
      --client-ip IP           where the caller's connection comes from
      --at TIME                the moment to take for now (default: a snapshot's
                               newest log line or object; a cluster's clock)
      --playbook NAME|FILE     the checks to run (default: why)
  -w, --watch                  ask again and again, and print what changed;
                               Ctrl-C ends with the last answer's status
      --interval TIME          how often: 30s (default), 5m, 1h
      --until VERDICT          stop watching at this verdict: healthy, …
  -o, --output FORMAT          text, json or markdown
  -d, --details                all evidence and every check
  -v, --verbose                timings on stderr

Examples
  mesh why shop/checkout payment.shop
  mesh why checkout payment --context prod-eu
  mesh why checkout payment --snapshot ./dump
  mesh why checkout payment -s ./dump --watch --until healthy
  mesh why internet frontend -p 443 -H "host: shop.example.com" -s ./dump
  kubectl get ns,po,svc,deploy,rs,endpointslices -A -o yaml |
    mesh why shop/checkout payment.shop -s - -s ./istio.yaml

${statuses}`;

const who = `mesh who <service> [options]

Says who may call a service and whom its workloads call, each with the field
that names them and the calls that access logs show. Nothing is simulated.

  <service>  a Service, a workload behind one, or a ServiceEntry's host

      --context NAME           a context of the kubeconfig, instead of the
                               current one; --kubeconfig FILE: of another file
      --cluster NAME           instead: a cluster that meshwhy.yaml names
      --config FILE            that file, where it is another
  -s, --snapshot DIR|FILE|-    instead: what kubectl get -o yaml|json printed;
                               repeat it to lay one over the other
  -n, --namespace NAME         where a short name is looked up first
      --at TIME                the snapshot's now
  -o, --output FORMAT          text, json or markdown
  -d, --details                all of long lists
  -v, --verbose                timings on stderr

Examples
  mesh who payment -n shop
  mesh who shop/payment -s ./dump -o json

Exit status: 0 answered · 2 cannot answer · 70 internal error
`;

const health = `mesh health <service|namespace> [options]

Asks about every pair into a service, or into the services of a namespace, that
configuration names or access logs show, 50 at most, and prints the worst first.

  <service>    a Service, a workload behind one, or a ServiceEntry's host
  <namespace>  its name, or ns/NAME where a Service has that name too

      --context NAME           a context of the kubeconfig, instead of the
                               current one; --kubeconfig FILE: of another file
      --cluster NAME           instead: a cluster that meshwhy.yaml names
      --config FILE            that file, where it is another
      --secrets                look up the certificates that gateways name
  -s, --snapshot DIR|FILE|-    instead: what kubectl get -o yaml|json printed;
                               repeat it to lay one over the other
  -n, --namespace NAME         where a short name is looked up first
      --at TIME                the snapshot's now
      --playbook NAME|FILE     the checks to run (default: why)
  -o, --output FORMAT          text, json or markdown
  -d, --details                all of long lists
  -v, --verbose                timings on stderr

Examples
  mesh health shop/payment
  mesh health ns/shop -s ./dump

${statuses}`;

const digest = `mesh digest [options]

Asks about pairs and says what is new, resolved, changed and still open since
the digest that was saved before. Trouble is told apart by its structure, not by
its words.

  -n, --namespace NAME         all pairs into its services; repeatable
      --pair A,B               one pair, caller and destination; repeatable
      --previous FILE          the digest to compare with
      --save FILE              where to write what the next one is compared
                               with; if --previous names the same file, it need
                               not be there yet
      --context NAME           a context of the kubeconfig, instead of the
                               current one; --kubeconfig FILE: of another file
      --cluster NAME           instead: a cluster that meshwhy.yaml names
      --config FILE            that file, where it is another
      --secrets                look up the certificates that gateways name
  -s, --snapshot DIR|FILE|-    instead: what kubectl get -o yaml|json printed;
                               repeat it to lay one over the other
      --at TIME                the snapshot's now
      --playbook NAME|FILE     the checks to run (default: why)
  -o, --output FORMAT          text, json or markdown
  -d, --details                everything, even where nothing changed
  -v, --verbose                timings on stderr

Examples
  mesh digest -n shop -s ./dump --save ./digest.json
  mesh digest -n shop -s ./dump --previous ./digest.json --save ./digest.json
  mesh digest --pair checkout,payment --pair payment,api.bank.example -s ./dump

${statuses}`;

const diff = `mesh diff A B <from> <to> [options]

Asks one question of two snapshots and says what is different: the verdict, the
culprit, findings that came and went, and which fields changed of the objects
that matter to the pair.

  A, B     folders, files or archives, the older one first
  <from>, <to>   as in mesh why

  -n, --namespace NAME         where short names are looked up first
  -p, --port N                 these are as in mesh why, too:
  -r, --request "POST /charge"
  -H, --header "name: value"
      --scheme NAME
      --client-ip IP
      --playbook NAME|FILE     the checks to run (default: why)
  -o, --output FORMAT          text, json or markdown
  -d, --details                all objects and fields
  -v, --verbose                timings on stderr

Example
  mesh diff ./before ./after checkout payment --request "POST /charge"

The status is that of the answer on B.
${statuses}`;

const demo = `mesh demo [NAME] [options]

Diagnoses the built-in example mesh with a planted fault, and ends with status 0
whatever the verdict. Without a name the first story is told.

  -l, --list                   name all stories
  -o, --output FORMAT          text, json or markdown
  -d, --details                all evidence and every check
  -v, --verbose                timings on stderr
`;

const snapshot = `mesh snapshot [<from> <to> | <name> | ns/NAME...] -o DIR [options]

Saves what is read for a question as a snapshot that answers it in the same
words. Only what answers need of an object is saved: no value of a Secret, no
variable, argument, annotation or ConfigMap beyond that; of proxies' logs the
access lines, with secrets taken out.

  <from> <to>   one pair, as in mesh why
  <name>        a service or namespace, as in mesh health
  ns/NAME...    namespaces; without any name, every namespace

  -o, --output DIR             the folder to write
      --force                  replace a snapshot of meshwhy's that stands there
      --context NAME           a context of the kubeconfig
      --kubeconfig FILE        that file, where it is another
      --cluster NAME           instead: a cluster that meshwhy.yaml names
      --config FILE            that file, where it is another
      --proxies                with what the pair's proxies and istiod hold
      --secrets                look up the certificates that gateways name
  -s, --snapshot DIR|FILE|-    instead: other snapshots; repeatable
  -n, --namespace NAME         where short names are looked up first
  -H, --header "host: name"    of the question, where it leads elsewhere
      --at TIME                the snapshot's now
  -v, --verbose                timings on stderr

Exit status: 0 written · 2 cannot be written · 70 internal error

mesh snapshot lint PATH... [options]

Parses and validates every document of the files and folders, - for standard
input, and names file and line of each that cannot be read.

  -s, --snapshot PATH          the same as PATH
  -o, --output FORMAT          text or json
  -v, --verbose                timings on stderr

Exit status: 0 all can be read · 1 some cannot · 2 nothing to read
`;

const config = `mesh config lint [FILE] [options]

Says whether FILE (default: meshwhy.yaml in this folder) is right, or all that
is wrong in it, each with line, column and what to do.

      --config FILE            the same as FILE
  -o, --output FORMAT          text or json

Exit status: 0 it is right · 2 it is not, or cannot be read
`;

const doctor = `mesh doctor [CLUSTER] [options]

Says whether a cluster can be asked, and what is missing: meshwhy.yaml, the way
to the API server (DNS, TCP, TLS, who asks), versions and features, each right
that questions take with the rule to add, access logs, the clock. Of a snapshot:
versions, access logs, its age. It changes nothing.

  CLUSTER                      one that meshwhy.yaml names
      --cluster NAME           the same
      --config FILE            that file (default: meshwhy.yaml in this folder)
      --context NAME           a context of the kubeconfig (default: current)
      --kubeconfig FILE        another kubeconfig
      --proxies                also what asking proxies and istiod takes
  -s, --snapshot DIR|FILE|-    instead: a snapshot
  -n, --namespace NAME         where rights are asked for that are not there in
                               all namespaces; repeatable
      --at TIME                the snapshot's now
  -o, --output FORMAT          text, json or markdown

  ✓ well   ! worth knowing   ✗ missing, or no way to it

Exit status: 0 all ✓ or ! · 1 something needed is missing · 2 cannot be reached
             70 internal error
`;

const serve = `mesh serve [options]

Runs the Slack bot in this process until SIGTERM or Ctrl-C: what is under way is
ended first, within 25 seconds. The log goes to stdout, a line of JSON each.

      --config FILE            the configuration (default: meshwhy.yaml here)
      --socket                 Socket Mode: Slack is called and does not call
      --host ADDRESS           where it listens (default: 127.0.0.1)
  -p, --port N                 for POST /slack/events and GET /healthz
                               (default: 3000)
      --table NAME             the DynamoDB table (default: MESHWHY_TABLE)

Environment; each secret may stand in a file that NAME_FILE names instead
  MESHWHY_BOT_TOKEN            xoxb-…
  MESHWHY_SIGNING_SECRET       with it Slack's requests are verified; over HTTP
  MESHWHY_APP_TOKEN            xapp-…, for --socket
  MESHWHY_SECRET_NAME          secrets that meshwhy.yaml names: kubeconfigs, and
                               routing keys of PagerDuty
  AWS_REGION                   of the table, with the usual AWS credentials
  AWS_ENDPOINT_URL_DYNAMODB    another DynamoDB than AWS's
  LOG_LEVEL                    info, warn, error, debug

Example
  mesh serve --socket --config /etc/mesh/meshwhy.yaml --table meshwhy

Exit status: 0 stopped, all done · 1 stopped before all was done
             2 cannot begin · 70 internal error
`;
