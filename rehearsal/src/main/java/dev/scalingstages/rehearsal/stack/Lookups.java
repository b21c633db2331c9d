package dev.scalingstages.rehearsal.stack;

/** What a stack looks up outside of its template: dynamic references, and parameters that name a parameter of SSM. */
public interface Lookups {
    /**
     * The text of a secret.
     *
     * @param secretId its ARN or name
     * @param versionStage such as {@code AWSCURRENT}
     * @throws FailureException when there is none
     */
    String secret(String secretId, String versionStage) throws FailureException;

    /**
     * The value of a parameter of SSM's parameter store.
     *
     * @throws FailureException when there is none
     */
    String parameter(String name) throws FailureException;

    /** Finds nothing. */
    static Lookups none() {
        return new Lookups() {
            @Override
            public String secret(String secretId, String versionStage) throws FailureException {
                throw new FailureException("Secrets Manager can't find the specified secret: " + secretId);
            }

            @Override
            public String parameter(String name) throws FailureException {
                throw new FailureException(
                        "Unable to fetch parameters [%s] from parameter store for this account.".formatted(name));
            }
        };
    }
}
