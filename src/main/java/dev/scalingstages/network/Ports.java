package dev.scalingstages.network;

/**
 * The TCP ports that components listen on. They are part of the growth contract: the port of a target group, a
 * database or a cache can be set only when it is created.
 */
public final class Ports {
    /** Plain HTTP, only ever to redirect to HTTPS or, without a domain, for CloudFront. */
    public static final int HTTP = 80;

    /** HTTPS: the single server, the load balancers and the web servers. */
    public static final int HTTPS = 443;

    /** SSH, only where {@code sshCidrs} names a network. */
    public static final int SSH = 22;

    /** HTTPS of the application servers. */
    public static final int APPLICATION = 8443;

    /** MySQL on RDS; not the default port, so that a scan for 3306 finds nothing (AwsSolutions-RDS11). */
    public static final int DATABASE = 13306;

    /** ElastiCache; not the default port, for the same reason (AwsSolutions-AEC5). */
    public static final int CACHE = 16379;

    /** Redshift Serverless allows 5431 to 5455 and 8191 to 8215. */
    public static final int WAREHOUSE = 5439;

    private Ports() {}
}
