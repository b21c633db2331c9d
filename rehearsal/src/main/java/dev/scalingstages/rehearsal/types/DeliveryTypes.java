package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.services.ContentDelivery;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Distributions, their functions, and names of domains. */
public final class DeliveryTypes {
    private final ContentDelivery delivery;
    private final Network network;
    private final Origins origins;
    private final Account account;
    private final Ids ids;
    private final Map<String, String> functions = new ConcurrentHashMap<>();

    /** Opens what answers for a distribution's bucket. */
    public interface Origins {
        /** The address of a server that asks the bucket behind a host with the rights of a distribution. */
        URI open(String distributionArn) throws IOException;
    }

    public DeliveryTypes(ContentDelivery delivery, Network network, Origins origins, Account account, Ids ids) {
        this.delivery = delivery;
        this.network = network;
        this.origins = origins;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::CloudFront::Distribution", new Distribution(),
                "AWS::CloudFront::Function", new Function(),
                "AWS::Route53::RecordSet", new Name());
    }

    private final class Function extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String arn = account.global("cloudfront", "function/" + declaration.text("Name"));
            functions.put(arn, declaration.text("FunctionCode"));
            return new Created(arn, Map.of("FunctionARN", arn));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) {
            functions.put(created.physicalId(), after.text("FunctionCode"));
            return created;
        }
    }

    private final class Distribution extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String id = "E" + ids.suffix().toUpperCase().substring(3);
            String host = "d" + ids.suffix().substring(3) + ".cloudfront.net";
            put(id, host, declaration);
            return new Created(id, Map.of("Id", id, "DomainName", host));
        }

        private void put(String id, String host, Declaration declaration) throws IOException, InterruptedException {
            delivery.put(new ContentDelivery.Distribution(
                    id,
                    host,
                    declaration.property("DistributionConfig"),
                    Map.copyOf(functions),
                    origins.open(account.global("cloudfront", "distribution/" + id))));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws IOException, InterruptedException {
            put(created.physicalId(), created.attributes().get("DomainName"), after);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            delivery.remove(created.physicalId(), created.attributes().get("DomainName"));
        }
    }

    private final class Name extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            Set<String> addresses = new HashSet<>(Properties.texts(declaration.property("ResourceRecords")));
            String alias = declaration.property("AliasTarget").path("DNSName").asText();
            if (!alias.isEmpty()) {
                List<String> found = network.resolve(alias.replaceFirst("^dualstack\\.", ""));
                if (found.isEmpty()) {
                    throw new IOException("the alias target " + alias + " has no address");
                }
                addresses.addAll(found);
            }
            network.name(declaration.text("Name"), addresses);
            return Created.named(declaration.text("Name"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws IOException, InterruptedException {
            return make(after);
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            network.name(declaration.text("Name"), Set.of());
        }
    }
}
