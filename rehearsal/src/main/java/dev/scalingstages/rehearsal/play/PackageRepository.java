package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.HttpCall;

/**
 * The bucket with Amazon Linux's packages: that it can be reached is all that servers ask of it, since the packages
 * themselves are on their disks.
 */
final class PackageRepository implements S3.ForeignBucket {
    @Override
    public Answer answer(String method, String key, HttpCall call) {
        return Answer.text(200, "text/plain", "packages of Amazon Linux\n");
    }

    @Override
    public boolean isPublic() {
        return true;
    }
}
