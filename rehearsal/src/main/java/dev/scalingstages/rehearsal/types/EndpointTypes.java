package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.api.Endpoints;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** VPC endpoints: routes to S3 and DynamoDB, private addresses of the other services. */
public final class EndpointTypes {
    private final Network network;
    private final Endpoints endpoints;
    private final Access access;
    private final Ids ids;
    private final Map<String, List<Interface>> interfaces = new ConcurrentHashMap<>();

    public EndpointTypes(Network network, Endpoints endpoints, Access access, Ids ids) {
        this.network = network;
        this.endpoints = endpoints;
        this.access = access;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of("AWS::EC2::VPCEndpoint", new VpcEndpoint());
    }

    private final class VpcEndpoint extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String id = ids.next("vpce");
            access.setEndpointPolicy(service(declaration), Optional.of(declaration.property("PolicyDocument")));
            if (isGateway(declaration)) {
                for (String table : Properties.texts(declaration.property("RouteTableIds"))) {
                    network.routeToService(table, service(declaration), true);
                }
            } else {
                open(id, declaration);
            }
            return new Created(id, Map.of("Id", id));
        }

        private static boolean isGateway(Declaration declaration) {
            return declaration.text("VpcEndpointType").equals("Gateway");
        }

        private static String service(Declaration declaration) {
            String name = declaration.text("ServiceName");
            return name.substring(name.lastIndexOf('.') + 1);
        }

        private void open(String id, Declaration declaration) throws IOException, InterruptedException {
            List<Interface> opened = new ArrayList<>();
            for (String subnet : Properties.texts(declaration.property("SubnetIds"))) {
                Interface at = network.attach(
                        service(declaration) + " endpoint",
                        subnet,
                        Properties.texts(declaration.property("SecurityGroupIds")),
                        false);
                endpoints.listen(at.address(), service(declaration));
                opened.add(at);
            }
            interfaces.put(id, opened);
            if (declaration.property("PrivateDnsEnabled").asBoolean()) {
                Set<String> addresses = new LinkedHashSet<>();
                opened.forEach(at -> addresses.add(at.address()));
                network.privateName(host(declaration), addresses);
            }
        }

        /** The service's name is {@code com.amazonaws.us-east-1.sqs}, its host {@code sqs.us-east-1.amazonaws.com}. */
        private static String host(Declaration declaration) {
            String[] name = declaration.text("ServiceName").split("\\.");
            return name[3] + "." + name[2] + ".amazonaws.com";
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(before, after, "PolicyDocument", "RouteTableIds", "SubnetIds", "SecurityGroupIds");
            access.setEndpointPolicy(service(after), Optional.of(after.property("PolicyDocument")));
            if (isGateway(after)) {
                List<String> now = Properties.texts(after.property("RouteTableIds"));
                for (String table : now) {
                    network.routeToService(table, service(after), true);
                }
                for (String table : Properties.texts(before.property("RouteTableIds"))) {
                    network.routeToService(table, service(after), now.contains(table));
                }
            } else if (!before.property("SubnetIds").equals(after.property("SubnetIds"))) {
                close(created.physicalId());
                open(created.physicalId(), after);
            } else {
                for (Interface at : interfaces.get(created.physicalId())) {
                    network.setGroups(at, Properties.texts(after.property("SecurityGroupIds")));
                }
            }
            return created;
        }

        private void close(String id) throws IOException, InterruptedException {
            for (Interface at : interfaces.getOrDefault(id, List.of())) {
                endpoints.close(at.address());
                network.detach(at);
            }
            interfaces.remove(id);
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            access.setEndpointPolicy(service(declaration), Optional.empty());
            if (isGateway(declaration)) {
                for (String table : Properties.texts(declaration.property("RouteTableIds"))) {
                    network.routeToService(table, service(declaration), false);
                }
            } else {
                network.privateName(host(declaration), Set.of());
                close(created.physicalId());
            }
        }
    }
}
