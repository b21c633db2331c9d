package dev.scalingstages.delivery;

import dev.scalingstages.runtime.ClasspathFile;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.DefaultCacheBehaviorProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.FunctionAssociationProperty;
import software.amazon.awscdk.services.cloudfront.CfnFunction;
import software.amazon.awscdk.services.cloudfront.CfnFunction.FunctionConfigProperty;
import software.amazon.awscdk.services.cloudfront.OriginRequestPolicy;
import software.constructs.Construct;

/**
 * What CloudFront does with a viewer's request before anything else. Without a domain, the function adds the viewer's
 * address for the rate limits behind it; with one, it redirects to the domain, so that nobody bypasses the limits
 * there. Both cases use one function under one name, since a system may get its domain later.
 */
final class ViewerRequests extends Construct {
    /** The viewer's address, which the function writes over whatever the viewer wrote. */
    static final String ADDRESS_HEADER = "X-Viewer-Address";

    private static final String DIRECTORY = "functions/viewer-request/";

    private static final List<String> ALL_METHODS = List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE");

    private final CfnFunction function;
    private final boolean isDoor;

    ViewerRequests(Construct scope, String id, ContentDelivery.Route route) {
        super(scope, id);
        isDoor = route instanceof ContentDelivery.ByOwnName;
        function = CfnFunction.Builder.create(this, "Resource")
                .name(Aws.STACK_NAME + "-viewer-request")
                .autoPublish(true)
                .functionConfig(FunctionConfigProperty.builder()
                        .comment("What CloudFront does with a viewer's request first")
                        .runtime("cloudfront-js-2.0")
                        .build())
                .functionCode(code(route))
                .build();
    }

    /**
     * The default behavior, for requests that no other behavior matches. When the function redirects to the domain, no
     * origin is asked; the one named here serves nothing at such paths.
     */
    DefaultCacheBehaviorProperty behavior() {
        DefaultCacheBehaviorProperty.Builder behavior = DefaultCacheBehaviorProperty.builder()
                .targetOriginId(isDoor ? ContentDelivery.LOAD_BALANCER : ContentDelivery.CONTENT)
                .viewerProtocolPolicy("redirect-to-https")
                .allowedMethods(isDoor ? ALL_METHODS : List.of("GET", "HEAD"))
                .compress(true)
                .cachePolicyId(CachePolicy.CACHING_DISABLED.getCachePolicyId())
                .functionAssociations(List.of(FunctionAssociationProperty.builder()
                        .eventType("viewer-request")
                        .functionArn(function.getAttrFunctionArn())
                        .build()));
        if (isDoor) {
            behavior.originRequestPolicyId(
                    OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.getOriginRequestPolicyId());
        }
        return behavior.build();
    }

    private static String code(ContentDelivery.Route route) {
        return route instanceof ContentDelivery.ByDomain domain
                ? ClasspathFile.text(DIRECTORY + "to-domain.js").replace("@DOMAIN@", domain.domainName())
                : ClasspathFile.text(DIRECTORY + "viewer-address.js");
    }
}
