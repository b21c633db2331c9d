package dev.scalingstages.settings;

import dev.scalingstages.settings.SettingDefinition.Check;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checks of single values that are not about addresses or machine types. */
final class Checks {
    private static final Pattern DOMAIN_NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");
    private static final Pattern MAILBOX = Pattern.compile("[A-Za-z0-9_%+-]+(?:\\.[A-Za-z0-9_%+-]+)*");
    private static final Pattern URL_CHARACTERS = Pattern.compile("[!-~]+");
    private static final Pattern DATABASE_VERSION = Pattern.compile("8\\.4\\.(?<minor>0|[1-9][0-9]{0,2})");

    /**
     * The first minor version of MySQL 8.4 on RDS. Source: Amazon RDS for MySQL Release Notes, MySQL on Amazon RDS
     * versions.
     */
    private static final int FIRST_MINOR_VERSION = 3;

    private static final int LONGEST_DOMAIN_NAME = 253;
    private static final int LONGEST_MAILBOX = 64;

    private Checks() {}

    /** A check that the text is at most this long and matches the pattern; the fault is reported otherwise. */
    static Check matches(int longest, String regularExpression, String fault) {
        Pattern pattern = Pattern.compile(regularExpression);
        return text -> {
            if (text.length() > longest) {
                return Optional.of("has " + text.length() + " characters, more than " + longest);
            }
            return pattern.matcher(text).matches() ? Optional.empty() : Optional.of(fault);
        };
    }

    static Check wholeNumber(int minimum, int maximum) {
        return text -> {
            long number = Long.parseLong(text);
            if (number < minimum) {
                return Optional.of("is less than " + minimum);
            }
            return number > maximum ? Optional.of("is more than " + maximum) : Optional.empty();
        };
    }

    static Check multipleOf(int step, int minimum, int maximum) {
        Check range = wholeNumber(minimum, maximum);
        return text -> range.fault(text)
                .or(() -> Long.parseLong(text) % step == 0
                        ? Optional.empty()
                        : Optional.of("is not a multiple of " + step));
    }

    static Optional<String> domainName(String text) {
        return isDomainName(text) ? Optional.empty() : Optional.of("is not a domain name in lower-case letters");
    }

    static Optional<String> email(String text) {
        int at = text.lastIndexOf('@');
        boolean valid = at > 0
                && at <= LONGEST_MAILBOX
                && MAILBOX.matcher(text.substring(0, at)).matches()
                && isDomainName(text.substring(at + 1).toLowerCase(Locale.ROOT));
        return valid ? Optional.empty() : Optional.of("is not an email address");
    }

    /** Checks for an address that SNS can deliver to, without credentials, which would end up in the template. */
    static Optional<String> httpsUrl(String text) {
        Optional<URI> parsed = uri(text);
        if (parsed.isEmpty() || parsed.get().getHost() == null) {
            return Optional.of("is not a URL with a host name");
        }
        URI url = parsed.get();
        if (!"https".equals(url.getScheme())) {
            return Optional.of("does not begin with https://");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("has a user name or password, which everyone could read in the template");
        }
        if (url.getRawFragment() != null) {
            return Optional.of("ends in a fragment, which is never sent to a server");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            return Optional.of("names a port outside of 1 to 65535");
        }
        boolean named = isDomainName(url.getHost().toLowerCase(Locale.ROOT));
        return named ? Optional.empty() : Optional.of("is not a URL with a full host name");
    }

    /** Checks for a full minor version of the release that the parameter group's family is for. */
    static Optional<String> databaseVersion(String text) {
        Matcher version = DATABASE_VERSION.matcher(text);
        if (!version.matches()) {
            return Optional.of("is not a version of MySQL 8.4 with three numbers");
        }
        return Integer.parseInt(version.group("minor")) < FIRST_MINOR_VERSION
                ? Optional.of("is older than the first version of MySQL 8.4 on RDS, 8.4." + FIRST_MINOR_VERSION)
                : Optional.empty();
    }

    private static Optional<URI> uri(String text) {
        try {
            return URL_CHARACTERS.matcher(text).matches() ? Optional.of(new URI(text)) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private static boolean isDomainName(String text) {
        return text.length() <= LONGEST_DOMAIN_NAME && DOMAIN_NAME.matcher(text).matches();
    }
}
