package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Buckets and their policies. */
public final class StorageTypes {
    private final S3 s3;
    private final S3.EventTarget events;
    private final Access access;
    private final Account account;
    private final Ids ids;

    /**
     * @param events where buckets' events go
     */
    public StorageTypes(S3 s3, S3.EventTarget events, Access access, Account account, Ids ids) {
        this.s3 = s3;
        this.events = events;
        this.access = access;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of("AWS::S3::Bucket", new Bucket(), "AWS::S3::BucketPolicy", new BucketPolicy());
    }

    private final class Bucket extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String name = declaration.properties().has("BucketName")
                    ? declaration.text("BucketName")
                    : (account.stackName() + "-" + declaration.logicalId()).toLowerCase() + "-" + ids.suffix();
            s3.createBucket(name, declaration.properties(), events);
            return new Created(
                    name,
                    Map.of(
                            "Arn", "arn:aws:s3:::" + name,
                            "DomainName", name + ".s3.amazonaws.com",
                            "RegionalDomainName", name + ".s3." + account.region() + ".amazonaws.com"));
        }

        /** Its settings are the same to a client, except who is told of new objects. */
        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws IOException, InterruptedException {
            s3.createBucket(created.physicalId(), after.properties(), events);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created)
                throws FailureException, IOException, InterruptedException {
            try {
                s3.deleteBucket(created.physicalId());
            } catch (ApiException e) {
                throw Refusals.of(e);
            }
        }
    }

    private final class BucketPolicy extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            access.setResourcePolicy(
                    "arn:aws:s3:::" + declaration.text("Bucket"), Optional.of(declaration.property("PolicyDocument")));
            return Created.named(declaration.text("Bucket"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) {
            make(after);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            access.setResourcePolicy("arn:aws:s3:::" + declaration.text("Bucket"), Optional.empty());
        }
    }
}
