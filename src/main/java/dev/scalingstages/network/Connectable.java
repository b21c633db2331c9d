package dev.scalingstages.network;

/** A component that opens connections or accepts them, and so has its own security group. */
public interface Connectable {
    /** The security group that stands for this component, and for it alone. */
    ComponentSecurityGroup securityGroup();
}
