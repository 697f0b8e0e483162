/** A `meshwhy.yaml` with something of everything that the deployment depends on. */
export const configText = `
version: 1
clusters:
  shop: { snapshot: snapshots/shop }
  prod-eu: { snapshot: s3://mesh-snapshots/prod-eu/latest.yaml }
  prod-us: { snapshot: [s3://mesh-snapshots/prod-us/, s3://mesh-snapshots/prod-eu/latest.yaml] }
  live: { eks: { cluster: live, region: eu-central-1 } }
  elsewhere: { eks: { cluster: elsewhere, region: us-east-2, roleArn: "arn:aws:iam::210987654321:role/mesh-reader" } }
  known:
    eks:
      cluster: known
      region: eu-central-1
      endpoint: https://0123456789abcdef.gr7.eu-central-1.eks.amazonaws.com
      ca: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM=
  other-cloud: { kubeconfigSecret: meshwhy/kubeconfig, context: prod }
slack:
  channels:
    C0000000001: { cluster: shop }
digests:
  morning:
    cluster: shop
    channel: C0000000001
    schedule: cron(0 7 ? * MON-FRI *)
    timezone: Europe/Berlin
    namespaces: [shop]
  asked-for: { cluster: shop, channel: C0000000001, namespaces: [shop] }
ladders:
  payments:
    namespaces: [payments]
    rungs:
      - notify: [{ pagerduty: { routingKeySecret: meshwhy/pagerduty-payments } }]
  usual:
    rungs:
      - notify: [{ slack-channel: C0000000001 }]
      - notify: [{ pagerduty: { routingKeySecret: meshwhy/pagerduty-shop, region: eu } }]
      - notify: [{ pagerduty: { routingKeySecret: meshwhy/pagerduty-shop } }]
`;
