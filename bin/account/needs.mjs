// What a template needs of an account, read from the template alone.
import { resources, target } from '../operator/template.mjs';

const distinct = (values) => [...new Set(values)];

/** Each kind of server: {type, zones, most}; `zones` are undefined where CloudFormation chooses them. */
export function servers(template) {
  const single = resources(template, 'AWS::EC2::Instance').map(({ id, properties }) => ({
    id,
    type: properties.InstanceType,
    zones: subnetZones(template, [properties.SubnetId]),
    most: 1,
    image: properties.ImageId,
    key: properties.KeyName,
  }));
  const groups = resources(template, 'AWS::AutoScaling::AutoScalingGroup').map(({ id, properties }) => {
    const launched = properties.LaunchTemplate?.LaunchTemplateId;
    const data = template.Resources[target(launched)]?.Properties?.LaunchTemplateData ?? {};
    return {
      id,
      type: data.InstanceType,
      zones: subnetZones(template, properties.VPCZoneIdentifier ?? []),
      most: Number(properties.MaxSize),
      image: data.ImageId,
      key: data.KeyName,
    };
  });
  return [...single, ...groups];
}

function subnetZones(template, subnets) {
  return distinct(subnets.map((subnet) => template.Resources[target(subnet)]?.Properties?.AvailabilityZone));
}

/** The zones of the network, which are for good. */
export function zones(template) {
  return distinct(resources(template, 'AWS::EC2::Subnet').map(({ properties }) => properties.AvailabilityZone));
}

/** Kinds of databases: {engine, version, instanceClass, storage, multiAz, count}; a replica has its source's engine. */
export function databases(template) {
  const kinds = new Map();
  for (const { properties } of resources(template, 'AWS::RDS::DBInstance')) {
    const source = template.Resources[target(properties.SourceDBInstanceIdentifier)]?.Properties ?? {};
    const kind = {
      engine: properties.Engine ?? source.Engine,
      version: properties.EngineVersion ?? source.EngineVersion,
      instanceClass: properties.DBInstanceClass,
      storage: properties.StorageType ?? source.StorageType,
      multiAz: String(properties.MultiAZ) === 'true',
    };
    const key = JSON.stringify(kind);
    kinds.set(key, { ...kind, count: (kinds.get(key)?.count ?? 0) + 1 });
  }
  return [...kinds.values()];
}

/** The caches: {type, engine, version, nodes}. */
export function caches(template) {
  return resources(template, 'AWS::ElastiCache::ReplicationGroup').map(({ properties }) => ({
    type: properties.CacheNodeType,
    engine: properties.Engine,
    version: properties.EngineVersion,
    nodes: Number(properties.NumNodeGroups ?? 1) * (Number(properties.ReplicasPerNodeGroup ?? 0) + 1),
  }));
}

/** The ids of the prefix lists that rules name. */
export function prefixLists(template) {
  return distinct(
    rules(template)
      .map((rule) => rule.prefixList)
      .filter((id) => typeof id === 'string'),
  );
}

/** Every rule of every security group: {group, direction, prefixList}. */
export function rules(template) {
  const found = [];
  for (const { id, properties } of resources(template, 'AWS::EC2::SecurityGroup')) {
    for (const direction of ['Ingress', 'Egress']) {
      for (const rule of properties[`SecurityGroup${direction}`] ?? []) {
        found.push(ruleOf(id, direction, rule));
      }
    }
  }
  for (const direction of ['Ingress', 'Egress']) {
    for (const { properties } of resources(template, `AWS::EC2::SecurityGroup${direction}`)) {
      found.push(ruleOf(target(properties.GroupId), direction, properties));
    }
  }
  return found;
}

function ruleOf(group, direction, rule) {
  return {
    group,
    direction,
    prefixList: direction === 'Ingress' ? rule.SourcePrefixListId : rule.DestinationPrefixListId,
  };
}

/** How many resources of a type there are. */
export function count(template, type, matches = () => true) {
  return resources(template, type).filter(({ properties }) => matches(properties)).length;
}

/** Tables that are to be ready for more than a new one is: {id, units}. */
export function warmTables(template) {
  return resources(template, 'AWS::DynamoDB::Table')
    .map(({ id, properties }) => ({ id, units: Number(properties.WarmThroughput?.ReadUnitsPerSecond ?? 0) }))
    .filter(({ units }) => units > 0);
}
