package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.services.Acm;
import dev.scalingstages.rehearsal.services.Authority;
import dev.scalingstages.rehearsal.services.LoadBalancers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The certificates of load balancers: those that a function has imported, and for any other ARN, whose certificate only
 * its owner has, one that this world's authority issues for every name.
 */
final class Certificates implements LoadBalancers.Certificates {
    private final Path folder;
    private final Authority authority;
    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private Acm imported;

    Certificates(Path folder, Authority authority) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.authority = authority;
    }

    /** From here on those that were imported are found. */
    void importedFrom(Acm acm) {
        imported = acm;
    }

    @Override
    public Path pem(String arn) throws IOException, InterruptedException {
        Optional<Acm.Certificate> known = imported.certificate(arn);
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        if (known.isPresent()) {
            Path file = folder.resolve(name + ".pem");
            Files.writeString(
                    file, known.get().certificate() + "\n" + known.get().privateKey() + "\n");
            return file;
        }
        Path issued = files.get(name);
        if (issued == null) {
            issued = authority
                    .issue(name, List.of("*.com", "*.org", "*.example.com", "example.com"))
                    .both();
            files.put(name, issued);
        }
        return issued;
    }
}
